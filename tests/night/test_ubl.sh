#!/bin/sh
# UBL invoices, credit notes and orders, from the file to what is paid.
. "$(dirname "$0")/council.sh"

names='xmlns="urn:oasis:names:specification:ubl:schema:xsd:ROOT-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'

ubl_council() { # NAME
    council "$1"
    sed -i 's|- {name: orders, .*|- {name: orders, kind: order, preset: ubl-order, provider: P001, url: "in/orders/*.xml"}|
        s|- {name: bills, .*|- {name: bills, kind: bill, preset: ubl-invoice, provider: P001, url: "in/bills/*.xml"}|' "$config"
    standing_data
}

root() { # ROOT ID: the beginning of a document
    echo "<?xml version='1.0' encoding='UTF-8'?>"
    echo "<$1 $names>" | sed "s/ROOT/$1/"
    echo "<cbc:ID>$2</cbc:ID><cbc:IssueDate>2026-11-06</cbc:IssueDate>"
}

property() { # NAME VALUE
    echo "<cac:AdditionalItemProperty><cbc:Name>$1</cbc:Name><cbc:Value>$2</cbc:Value></cac:AdditionalItemProperty>"
}

# A visit of half an hour for C1.
ordered() { # ORDER_LINE DAY TIME [STATUS]
    cat <<XML
<cac:OrderLine><cac:LineItem><cbc:ID>$1</cbc:ID>${4:+<cbc:LineStatusCode>$4</cbc:LineStatusCode>}
 <cbc:Quantity unitCode="MIN">30</cbc:Quantity>
 <cac:Delivery><cac:RequestedDeliveryPeriod><cbc:StartDate>2026-11-$2</cbc:StartDate><cbc:StartTime>$3:00</cbc:StartTime></cac:RequestedDeliveryPeriod></cac:Delivery>
 <cac:Item><cac:SellersItemIdentification><cbc:ID>HC</cbc:ID></cac:SellersItemIdentification>$(property client_ref C1)</cac:Item>
</cac:LineItem></cac:OrderLine>
XML
}

amount() { # NAME AMOUNT
    echo "<cbc:$1 currencyID=\"${currency:-GBP}\">$2</cbc:$1>"
}

totals() { # LINES EXCLUSIVE TAX PAYABLE
    echo "<cac:TaxTotal>$(amount TaxAmount "$3")</cac:TaxTotal>"
    echo "<cac:LegalMonetaryTotal>$(amount LineExtensionAmount "$1")$(amount TaxExclusiveAmount "$2")$(
        amount PayableAmount "$4")</cac:LegalMonetaryTotal>"
}

billed() { # LINE_NO DAY FROM TO NET [PROPERTIES]
    cat <<XML
<cac:InvoiceLine><cbc:ID>$1</cbc:ID><cbc:InvoicedQuantity unitCode="HUR">0.5</cbc:InvoicedQuantity>$(amount LineExtensionAmount "$5")
 <cac:InvoicePeriod><cbc:StartDate>2026-11-$2</cbc:StartDate><cbc:StartTime>$3:00</cbc:StartTime><cbc:EndDate>2026-11-$2</cbc:EndDate><cbc:EndTime>$4:00</cbc:EndTime></cac:InvoicePeriod>
 <cac:Item><cbc:Name>Home care</cbc:Name><cac:SellersItemIdentification><cbc:ID>HC</cbc:ID></cac:SellersItemIdentification>
  <cac:ClassifiedTaxCategory><cbc:ID>E</cbc:ID><cbc:Percent>0</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory>
  $(property client_ref C1)${6-}</cac:Item>
 <cac:Price>$(amount PriceAmount 19.00)</cac:Price></cac:InvoiceLine>
XML
}

verdicts() { # INVOICE: its lines
    sql "SELECT concat_ws(' ', line_no, verdict, NULLIF(array_to_string(reasons, '+'), ''), payable_pence)
        FROM line_verdict WHERE invoice_no = '$1' ORDER BY line_no"
}

ubl_council ubl
{
    root Order PO1
    ordered 1 02 07:30
    ordered 2 03 07:30
    ordered 3 04 07:30
    ordered 4 05 07:30
    echo "</Order>"
} | put orders/a.xml
{
    root Order PO2
    ordered 1 02 18:00
    ordered 2 03 18:00
    echo "</Order>"
} | put orders/b.xml

# Totals that add up; an order line named; a line without what a bill needs.
{
    root Invoice INV1
    echo "<cbc:DocumentCurrencyCode>GBP</cbc:DocumentCurrencyCode>"
    totals 28.50 28.50 0.00 28.50
    billed 1 02 07:30 08:00 9.50
    billed 2 03 07:30 08:00 9.50 "$(property order_no PO1)$(property ORDER_LINE 2)$(property unheard_of x)"
    billed 3 04 07:30 08:00 9.50 | sed '/<cac:InvoicePeriod>/d'
    echo "</Invoice>"
} | put bills/a.xml
# Totals that do not: the line sum is a pound too high. Nothing of it is paid.
{
    root Invoice INV2
    totals 10.50 10.50 0.00 10.50
    billed 1 04 07:30 08:00 9.50
    echo "</Invoice>"
} | put bills/b.xml
# Charges and allowances of the whole: lines of their own, of nobody.
{
    root Invoice INV3
    echo "<cac:AllowanceCharge><cbc:ChargeIndicator>false</cbc:ChargeIndicator>$(amount Amount 2.00)</cac:AllowanceCharge>"
    echo "<cac:AllowanceCharge><cbc:ChargeIndicator>true</cbc:ChargeIndicator>$(amount Amount 3.00)</cac:AllowanceCharge>"
    totals 9.50 10.50 0.00 10.50
    billed 1 05 07:30 08:00 9.50
    echo "</Invoice>"
} | put bills/c.xml
{
    root Invoice INV4
    currency=EUR totals 9.50 9.50 0.00 9.50
    currency=EUR billed 1 05 07:30 08:00 9.50
    echo "</Invoice>"
} | put bills/d.xml
{
    root Invoice INV5
    totals 9.50 9.50 0.00 9.50
    billed 1 05 18:00 18:30 9.50
} | put bills/e-cut-off.xml
printf '<!DOCTYPE Invoice [<!ENTITY e SYSTEM "file:///etc/hostname">]>\n<Invoice>&e;</Invoice>' |
    put bills/f-doctype.xml
night 2026-11-06 3

is "an invoice that adds up" "1 matched 950
2 matched 950
3 rejected missing 0" "$(verdicts INV1)"
sql_is "the missing field, where the line stands" "start must be given t" "SELECT concat_ws(' ',
    field, reason, line > 1 AND \"column\" > 1) FROM rejected_row WHERE field = 'start'"
is "an invoice that does not add up" "1 held arithmetic 0" "$(verdicts INV2)"
is "finance reads the numbers" 1 "$(tr -d '\r' <"$folder"/spool/out/mail/TEST-2026-11-06.finance.eml | tr '\n' ' ' |
    grep -c 'the invoice does not add up: the line sum is 10.50 where its parts')"
is "an allowance and a charge of the whole" "1 matched 950
allowance-1 held no_order 0
charge-2 held no_order 0" "$(verdicts INV3)"
is "another currency" "1 rejected currency 0" "$(verdicts INV4)"
is "broken files" "e-cut-off.xml:13:100: the end of the XML is not reached: the file may be cut
f-doctype.xml:1:19: a DOCTYPE, which no bill has" "$(sql "SELECT reason FROM inbound_file
    WHERE state = 'quarantined' ORDER BY name")"
tallystick explain P001 INV2 1
is "explain ends" 0 $status
is "explain says why" 1 "$(grep -c 'the invoice does not add up: the line sum is 10.50' "$folder/said")"

# A change replaces an order line, a cancellation cancels the order; a credit note takes back.
{
    root OrderChange CHANGE1
    echo "<cbc:SequenceNumberID>1</cbc:SequenceNumberID><cac:OrderReference><cbc:ID>PO1</cbc:ID></cac:OrderReference>"
    ordered 3 04 12:00
    ordered 4 05 07:30 Cancelled
    echo "</OrderChange>"
} | put orders/c.xml
{
    root OrderCancellation CANCEL1
    echo "<cbc:CancellationNote>moved away</cbc:CancellationNote><cac:OrderReference><cbc:ID>PO2</cbc:ID></cac:OrderReference>"
    echo "</OrderCancellation>"
} | put orders/d.xml
{
    root CreditNote CN1
    echo "<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>INV1</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>"
    totals 9.50 9.50 0.00 9.50
    billed 1 02 07:30 08:00 9.50 "$(property credits_line_no 1)" |
        sed 's/InvoiceLine>/CreditNoteLine>/g; s/InvoicedQuantity/CreditedQuantity/g'
    echo "</CreditNote>"
} | put bills/g.xml
{
    root Invoice INV6
    totals 19.00 19.00 0.00 19.00
    billed 1 04 12:00 12:30 9.50
    billed 2 02 18:00 18:30 9.50
    echo "</Invoice>"
} | put bills/h.xml
night 2026-11-07 3
is "a credit note" "1 matched -950" "$(verdicts CN1)"
is "the changed visit, and one of the cancelled order" "1 matched 950
2 held no_slot 0" "$(verdicts INV6)"
sql_is "order lines in force" "PO1 1 active 0
PO1 2 active 0
PO1 3 active 1
PO1 4 cancelled 1
PO2 1 cancelled 0
PO2 2 cancelled 0" "SELECT concat_ws(' ', order_no, order_line, status, version)
    FROM tallystick_data.order_line o WHERE NOT EXISTS (SELECT FROM tallystick_data.replaced_order r
        WHERE (r.council_id, r.order_id) = (o.council_id, o.order_id)) ORDER BY order_no, order_line"

# Invoices of public suites: each loads, and its lines are accepted or rejected with a field; what is
# no invoice, or an attack, is set aside with a place.
if [ -d "$shared/samples/ubl" ]; then
    ubl_council ubl_suites
    mkdir -p "$folder/spool/in/bills"
    for file in "$shared"/samples/ubl/*.xml "$shared"/samples/xml-attack/*; do
        [ ! -f "$file" ] || cp "$file" "$folder/spool/in/bills/$(basename "$file" | tr ' ,' '__').xml"
    done
    for file in "$shared"/samples/ubl/*.xml; do # and all of them in pounds
        sed 's/"\(EUR\|DKK\|SEK\|NOK\)"/"GBP"/g; s/>\(EUR\|DKK\|SEK\|NOK\)</>GBP</g' "$file" \
            >"$folder/spool/in/bills/gbp-$(basename "$file" | tr ' ,' '__')"
    done
    night 2026-11-06 3
    sql_is "a place for every file that is set aside" 0 \
        "SELECT count(*) FROM inbound_file WHERE state = 'quarantined' AND reason !~ ':[0-9]+:[0-9]+: '"
    sql_is "a DOCTYPE is set aside" 7 \
        "SELECT count(*) FROM inbound_file WHERE state = 'quarantined' AND reason ~ 'DOCTYPE'"
    sql_is "every invoice is loaded" "$(ls "$shared"/samples/ubl/ | grep -vc Remittance)" \
        "SELECT count(*) FROM inbound_file WHERE state = 'loaded' AND feed = 'bills' AND name ~ '^gbp-'"
    sql_is "a field for every rejected line" 0 \
        "SELECT count(*) FROM rejected_row WHERE field = '' OR line < 2 OR \"column\" < 1"
    sql_is "nothing of them is paid" 0 \
        "SELECT count(*) FROM line_verdict WHERE verdict IN ('matched', 'variance')"
else
    skip "public invoice suites: not on this machine"
fi
closing_line
