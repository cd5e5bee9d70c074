-- What UBL documents say as a whole: docs/files-in.md, "UBL".

-- Invoices whose own totals do not add up: their lines are held.
CREATE TABLE tallystick_data.uneven_document (
    council_id bigint NOT NULL,
    file_id bigint NOT NULL,
    difference_pence bigint NOT NULL, -- the greatest
    totals text NOT NULL, -- which, in words with their numbers
    CONSTRAINT uneven_document_pk PRIMARY KEY (council_id, file_id),
    CONSTRAINT uneven_document_file_fk FOREIGN KEY (council_id, file_id)
        REFERENCES tallystick_data.inbound_file (council_id, file_id)
);

-- Orders that a file cancelled with all their lines: those that were read before it get a
-- version that is cancelled.
CREATE TABLE tallystick_data.order_cancellation (
    council_id bigint NOT NULL,
    file_id bigint NOT NULL,
    order_no text COLLATE "C" NOT NULL,
    CONSTRAINT order_cancellation_pk PRIMARY KEY (council_id, file_id),
    CONSTRAINT order_cancellation_file_fk FOREIGN KEY (council_id, file_id)
        REFERENCES tallystick_data.inbound_file (council_id, file_id)
);
