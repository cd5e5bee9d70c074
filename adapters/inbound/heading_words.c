#include "adapters/inbound/heading_words.h"

#include <stddef.h>
#include <string.h>

#define WORD_BYTES      64
#define WITHIN_BYTES    6 /* a shorter name within other words is mostly an accident */
#define CANONICAL_SCORE 130

/* Names in lower case without blanks and signs; `~` before one that is only HEADING_MAYBE. */
static const struct {
    const char *field;
    const char *names;
} known[] = {
    {"invoice_no",
     "invoice inv invno invnumber invref voucher invoiceno invoicenumber invoiceref "
     "invoicereference invoiceid documentno "
     "documentnumber docno claimref claimno transactionno transactionnumber transactionid "
     "transactionref transactionreference transno voucherno vouchernumber ~reference ~ref ~refno "
     "~paymentref ~paymentreference ~batchref ~transaction ~bodyref ~clearingdocument"},
    {"line_no", "line lineno linenumber lineid itemno rowno seq sequence"},
    {"invoice_date",
     "invoicedate dateofinvoice billdate taxdate documentdate issuedate ~postingdate "
     "~transactiondate ~paymentdate ~paiddate ~datepaid"},
    {"provider",
     "provider providerref providerid providercode providerno supplier suppliername supplierno "
     "suppliernumber suppliercode supplierid supplierref vendor vendorno vendornumber vendorid "
     "vendorname vendorcode agency agencycode agencyref payee payeename nameofsupplier nameofpayee "
     "beneficiary "
     "beneficiaryname creditor creditorname merchant merchantname ~company ~organisation "
     "~providername ~name ~paidto"},
    {"client_ref",
     "client clientref clientid clientno clientnumber clientcode serviceuser serviceuserref "
     "serviceuserid serviceuserno serviceusernumber su suid suref suno person personid personref "
     "personno customer customerref customerid customerno resident residentid residentref "
     "patientid "
     "citizenid nhsno nhsnumber ~costcentre ~costcentrecode ~costcentrename ~costcenter "
     "~responsibleunit ~cardholder"},
    {"carer_ref",
     "carer carerref carerid carerno carercode careworker careworkerid careworkerref staff staffid "
     "staffref staffno employee employeeid employeeno worker workerid workerref"},
    {"service",
     "service servicecode servicetype servicename servicearea servicecategory serviceelement "
     "element caretype activity activitycode taskcode productcode itemcode ~department "
     "~directorate ~category ~expensetype ~expensearea ~expensearea ~product ~purpose "
     "~subjective ~merchantcategory ~division ~accountdescription"},
    {"order_no",
     "order orderno ordernumber orderref orderid purchaseorder purchaseorderno purchaseordernumber "
     "po pono ponumber package packageid packageno packageref careplan careplanid careplanno "
     "contract contractno contractnumber contractref agreement agreementno authorisationno"},
    {"order_line",
     "orderline orderlineno orderlinenumber poline packageline ~line ~lineno ~linenumber"},
    {"start",
     "start startdatetime datetimestart startdateandtime visitstart visitdatetime callstart "
     "claimedstart billedstart begin startdate ~starttime ~datetime ~servicedate ~visitdate ~date "
     "~dateofservice ~paymentdate ~paiddate ~datepaid ~transactiondate ~postingdate "
     "~effectivedate ~paidon ~from ~invoicedate ~clearingdate"},
    {"visit_date",
     "visitdate dateofvisit servicedate dateofservice calldate caredate workdate dateworked "
     "shiftdate deliverydate date day ~startdate"},
    {"start_time",
     "starttime timestart timein intime timefrom visitstart visittime callstart callin start begin "
     "claimedstart billedstart from clockin ~time ~in"},
    {"end", "end enddatetime datetimeend visitend callend finish finishdatetime enddateandtime to "
            "~plannedend ~endtime ~finishtime ~until"},
    {"end_time",
     "endtime timeend timeout outtime timeto visitend callend callout end finish finishtime "
     "claimedend billedend to clockout until ~out"},
    {"duration",
     "duration minutes mins durationmins durationminutes visitlength visitduration callduration "
     "visitminutes claimedduration durationclaimed billedminutes billedmins minsbilled "
     "minutesbilled claimedminutes "
     "~length ~time"},
    {"actual_start", "actualstart actualstarttime actualtimein actualin actualstartdatetime"},
    {"actual_end", "actualend actualendtime actualtimeout actualout actualfinish"},
    {"actual_duration", "actualduration actualminutes actualmins deliveredminutes actuallength"},
    {"quantity", "quantity qty hours hrs units noofhours numberofhours billedhours hoursbilled "
                 "hoursdelivered noofunits totalhours unitsbilled plannedhours weeklyhours"},
    {"unit", "unit unitofmeasure uom unittype unitcode"},
    {"rate", "rate hourlyrate unitrate rateperhour chargerate payrate costperhour priceperhour "
             "~unitprice ~unitcost"},
    {"net",
     "net nett netamount amountnet netvalue netcost nettotal netgbp amount amountgbp amountexvat "
     "amountexcvat amountexcludingvat charge linetotal lineamount linevalue claim claimamount "
     "amountclaimed paymentclaimed invoiceamount value spend sumofvalue sumofamount ~cost ~total "
     "~totalcost ~paid "
     "~amountpaid ~price ~totalamount ~paymentamount ~transactionamount"},
    {"vat", "vat vatamount amountvat tax taxamount vatvalue irrecoverablevat"},
    {"gross", "gross grossamount amountgross grossvalue grosstotal amountincvat totalincvat "
              "amountincludingvat grossgbp"},
    {"outcome", "outcome visitoutcome visitstatus callstatus deliverystatus attendance result "
                "~status"},
    {"notice_at", "noticeat notice noticegiven cancelledat cancellednotified noticedatetime"},
    {"secondary", "secondary secondaryvisit secondcarer doubleup doublehanded isdouble"},
    {"credits_invoice_no", "creditsinvoice creditsinvoiceno creditedinvoice originalinvoice "
                           "originalinvoiceno"},
    {"credits_line_no", "creditsline creditslineno creditedline originalline"},
    {"description", "description narrative details detail comment comments note notes text memo "
                    "~purpose ~summary"},
    {"basis", "basis commissionbasis orderbasis"},
    {"planned_start", "plannedstart plannedstartdatetime scheduledstart scheduledstartdatetime "
                      "commissionedstart ~start ~startdatetime"},
    {"planned_date", "planneddate scheduleddate commissioneddate ~visitdate ~date"},
    {"planned_time",
     "plannedtime scheduledtime plannedstarttime scheduledstarttime commissionedtime "
     "plannedstart scheduledstart commissionedstart ~starttime ~start ~from ~time"},
    {"planned_minutes", "plannedminutes plannedmins plannedduration scheduledminutes "
                        "scheduledduration commissionedminutes ~minutes ~mins ~duration"},
    {"carers", "carers carersneeded carersrequired numberofcarers noofcarers nocarers "
               "staffrequired"},
    {"period", "period frequency"},
    {"valid_from",
     "validfrom effectivefrom effectivedate datefrom fromdate startdate ~from ~start"},
    {"valid_to", "validto effectiveto dateto todate enddate ~to ~end"},
    {"unit_price", "unitprice unitcost priceperunit costperunit ~price ~cost"},
    {"cost_centre", "costcentre costcentrecode costcenter costcode"},
    {"gl_code", "glcode ledgercode accountcode nominal nominalcode subjectivecode glaccount"},
    {"care_manager", "caremanager caremanagerid socialworker keyworker caseworker casemanager "
                     "~manager ~team"},
    {"status", "status state recordstatus orderstatus"},
    {"version", "version revision amendment"},
    {"log_in", "login loggedin logon clockin clockedin checkin arrived arrival timein callstart "
               "actualstart ~start ~in"},
    {"log_out", "logout loggedout logoff clockout clockedout checkout departed departure left "
                "timeout callend actualend ~end ~out"},
    {"method", "method logmethod loginmethod calltype channel"},
    {"visit_ref", "visitref visitid visitno callid callref eventid"},
    {"day_type", "daytype daycategory daykind typeofday"},
    {"kind", "kind ratekind ratetype ~type"},
    {"minutes", "minutes mins visitminutes visitlength duration"},
    {"from_time", "fromtime timefrom starttime ~from ~start"},
    {"to_time", "totime timeto endtime ~to ~end"},
    {"name", "name providername suppliername vendorname tradingname companyname fullname "
             "contactname"},
    {"rail", "rail paymentrail paymentmethod paymethod"},
    {"card_token", "cardtoken token virtualcard"},
    {"card_last4", "cardlast4 last4 lastfour lastfourdigits"},
    {"merchant_id", "merchantid mid merchantno merchantnumber"},
    {"sort_code", "sortcode banksortcode"},
    {"account_no", "accountno accountnumber bankaccount bankaccountno"},
    {"account_name", "accountname bankaccountname"},
    {"vat_no", "vatno vatnumber vatregno vatregistration vatregistrationnumber"},
    {"contact_email", "contactemail email emailaddress remittanceemail"},
    {"per_transaction_limit", "pertransactionlimit transactionlimit limit cardlimit"},
    {"email", "email emailaddress mail contactemail"},
    {"from", "from fromdate datefrom startdate start admitted admissiondate suspendedfrom"},
    {"to", "to todate dateto enddate end discharged dischargedate suspendedto until"},
    {"reason", "reason why cause suspensionreason"},
    {"decision", "decision action"},
    {"by", "by decidedby approvedby authorisedby officer"},
    {"batch", "batch batchid batchref"},
    {"transaction", "transaction transactionid transactionno"},
    {"at", "at settledat processedat timestamp"},
    {"message", "message responsemessage responsetext"},
};
#define KNOWN_COUNT (sizeof(known) / sizeof(known[0]))

/* Letters and digits, in lower case; what is in brackets says a unit or an example. */
static struct text bare(struct text heading, char bare_r[WORD_BYTES])
{
    size_t length = 0;
    int depth = 0;

    for (size_t i = 0; i < heading.length && length < WORD_BYTES; i++) {
        char c = heading.bytes[i];
        depth += c == '(' ? 1 : c == ')' && depth > 0 ? -1 : 0;
        bool is_upper = c >= 'A' && c <= 'Z';
        if (depth == 0 && (is_upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            bare_r[length++] = (char)(is_upper ? c - 'A' + 'a' : c);
    }
    return (struct text){bare_r, length};
}

static bool holds(struct text heading, struct text name)
{
    for (size_t at = 0; at + name.length <= heading.length; at++)
        if (memcmp(heading.bytes + at, name.bytes, name.length) == 0)
            return true;
    return false;
}

static int score_of_name(struct text heading, struct text name, int sure)
{
    if (text_equal(heading, name))
        return sure;
    if (sure == HEADING_SURE && name.length >= WITHIN_BYTES && holds(heading, name))
        return HEADING_LIKELY;
    return 0;
}

static int score_of_names(struct text heading, const char *names)
{
    int best = 0;

    for (const char *at = names; *at != '\0';) {
        size_t length = strcspn(at, " ");
        bool is_maybe = *at == '~';
        struct text name = {at + is_maybe, length - is_maybe};
        int score = score_of_name(heading, name, is_maybe ? HEADING_MAYBE : HEADING_SURE);
        best = score > best ? score : best;
        at += length + strspn(at + length, " ");
    }
    return best;
}

int heading_words_score(struct text heading, const char *field)
{
    char heading_bytes[WORD_BYTES], field_bytes[WORD_BYTES];
    struct text words = bare(heading, heading_bytes);

    if (text_is_empty(words))
        return 0;
    if (text_equal(words, bare(text_of(field), field_bytes)))
        return CANONICAL_SCORE;
    for (size_t i = 0; i < KNOWN_COUNT; i++)
        if (strcmp(known[i].field, field) == 0)
            return score_of_names(words, known[i].names);
    return 0;
}

bool heading_words_known(struct text heading)
{
    for (size_t i = 0; i < KNOWN_COUNT; i++)
        if (heading_words_score(heading, known[i].field) > 0)
            return true;
    return false;
}
