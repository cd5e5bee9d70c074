-- Documents (UBL) whose own totals do not add up: their lines are held.
-- docs/files-in.md, "UBL".

CREATE TABLE tallystick_data.uneven_document (
    council_id bigint NOT NULL,
    file_id bigint NOT NULL,
    difference_pence bigint NOT NULL, -- the greatest
    totals text NOT NULL, -- which, in words with their numbers
    CONSTRAINT uneven_document_pk PRIMARY KEY (council_id, file_id),
    CONSTRAINT uneven_document_file_fk FOREIGN KEY (council_id, file_id)
        REFERENCES tallystick_data.inbound_file (council_id, file_id)
);
