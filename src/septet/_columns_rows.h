/* The loops over the rows of columns. Included by _kernel_utf8.h once for each path: SEPTET_PATH(x) names the functions
 * of the path, septet_measure and septet_walk among them, and SEPTET_TARGET the instructions that it may use.
 */

/* What a text of several pieces or one comes to. ``outcome->state`` stays 0 if its parts have to be walked through. */
SEPTET_TARGET static inline void SEPTET_PATH(septet_conclude)(const septet_counter *counter,
                                                              const septet_measured *measured, septet_outcome *outcome)
{
    if (!measured->valid) {
        outcome->state = 1 + SEPTET_MALFORMED;
    } else if (!measured->in_septets && counter->encoding == SEPTET_GSM7_ONLY) {
        outcome->state = 1 + SEPTET_UNENCODABLE;
    } else {
        const int in_septets = measured->in_septets && counter->encoding != SEPTET_UCS2_ONLY;
        const int64_t alone = in_septets ? counter->septets_alone : counter->units_alone;
        const int64_t joined = in_septets ? counter->septets_joined : counter->units_joined;
        int64_t n_parts;
        outcome->encoding = !in_septets;
        outcome->n_units = in_septets ? measured->n_septets : measured->n_units;
        n_parts = septet_parts_by_division(outcome->n_units, measured->n_chars, alone, joined);
        outcome->n_parts = septet_at_most_32_bits(n_parts);
        outcome->state = n_parts ? 1 + SEPTET_DONE : 0;
    }
}

SEPTET_TARGET static inline void SEPTET_PATH(septet_count_row)(const septet_counter *counter, const septet_row *row,
                                                               septet_outcome *outcome)
{
    const septet_measured measured = SEPTET_PATH(septet_measure)(counter, row->text, row->n_octets, row->limit);
    SEPTET_PATH(septet_conclude)(counter, &measured, outcome);
    if (outcome->state == 0) {
        septet_walked walked = {1, 0};
        SEPTET_PATH(septet_walk)(counter, !outcome->encoding, row->text, row->n_octets, row->limit, &walked);
        outcome->n_parts = septet_at_most_32_bits(walked.n_parts);
        outcome->state = 1 + SEPTET_DONE;
    }
}

/* Counts the rows of a column with a dictionary, each value once: there is an outcome for each, at first all zero. */
SEPTET_TARGET static void SEPTET_PATH(septet_count_indexed)(const septet_counter *counter, const septet_column *column,
                                                            int64_t start, int64_t stop, septet_outcome *outcomes,
                                                            const septet_output *output, int64_t base, int lenient,
                                                            septet_report *report)
{
    for (int64_t i = start; i < stop; i++) {
        const int is_null = septet_row_is_null(column, i);
        const int64_t index = is_null ? 0 : septet_index(column, i);
        int reason = is_null ? SEPTET_DONE : SEPTET_BROKEN;
        if (!is_null && index >= 0) {
            septet_outcome *outcome = &outcomes[index];
            int found = SEPTET_ROW_TEXT;
            if (outcome->state == 0) {
                septet_row row;
                found = septet_plain_row(column->values, index, &row);
                if (found == SEPTET_ROW_TEXT) {
                    SEPTET_PATH(septet_count_row)(counter, &row, outcome);
                }
            }
            if (outcome->state == 1 + SEPTET_DONE) {
                septet_emit(output, base + i, outcome);
                continue;
            }
            reason = found == SEPTET_ROW_TEXT     ? outcome->state - 1
                     : found == SEPTET_ROW_BROKEN ? SEPTET_BROKEN
                                                  : SEPTET_DONE;
        }
        if (!septet_pass_over(output, base + i, i, reason, lenient, report)) {
            return;
        }
    }
}

/* Counts the rows from ``start`` to ``stop``; row 0 goes to place ``base`` of the output. */
SEPTET_TARGET static void SEPTET_PATH(septet_count)(const septet_counter *counter, const septet_column *column,
                                                    int64_t start, int64_t stop, septet_outcome *outcomes,
                                                    const septet_output *output, int64_t base, int lenient,
                                                    septet_report *report)
{
    if (column->values != NULL) {
        SEPTET_PATH(septet_count_indexed)
        (counter, column, start, stop, outcomes, output, base, lenient, report);
        return;
    }
    for (int64_t i = start; i < stop; i++) {
        septet_row row;
        const int found = septet_plain_row(column, i, &row);
        int reason = found == SEPTET_ROW_BROKEN ? SEPTET_BROKEN : SEPTET_DONE;
        if (found == SEPTET_ROW_TEXT) {
            septet_outcome outcome = {0, 0, 0, 0};
            SEPTET_PATH(septet_count_row)(counter, &row, &outcome);
            if (outcome.state == 1 + SEPTET_DONE) {
                septet_emit(output, base + i, &outcome);
                continue;
            }
            reason = outcome.state - 1;
        }
        if (!septet_pass_over(output, base + i, i, reason, lenient, report)) {
            return;
        }
    }
}

/* -- templates ----------------------------------------------------------------------------------------------------- */

SEPTET_TARGET static inline void SEPTET_PATH(septet_add)(const septet_counter *counter, const septet_row *row,
                                                         septet_measured *sum)
{
    const septet_measured more = SEPTET_PATH(septet_measure)(counter, row->text, row->n_octets, row->limit);
    sum->valid &= more.valid;
    sum->in_septets &= more.in_septets;
    sum->n_chars += more.n_chars;
    sum->n_septets += more.n_septets;
    sum->n_units += more.n_units;
}

SEPTET_TARGET static void SEPTET_PATH(septet_walk_filled)(const septet_counter *counter, int in_septets,
                                                          const septet_row *pieces, int64_t n_places,
                                                          const septet_column *const *columns, const int64_t *starts,
                                                          int64_t i, septet_walked *walked)
{
    for (int64_t place = 0; place <= n_places; place++) {
        septet_row row = pieces[place];
        SEPTET_PATH(septet_walk)(counter, in_septets, row.text, row.n_octets, row.limit, walked);
        if (place < n_places) {
            septet_row_at(columns[place], starts[place] + i, &row);
            SEPTET_PATH(septet_walk)(counter, in_septets, row.text, row.n_octets, row.limit, walked);
        }
    }
}

/* Why the row cannot be counted, which is SEPTET_DONE if it was. */
SEPTET_TARGET static int SEPTET_PATH(septet_fill)(const septet_counter *counter, const septet_row *pieces,
                                                  const septet_measured *fixed, int64_t n_places,
                                                  const septet_column *const *columns, const int64_t *starts, int64_t i,
                                                  septet_outcome *outcome)
{
    septet_measured sum = *fixed;
    for (int64_t place = 0; place < n_places; place++) {
        septet_row row;
        const int found = septet_row_at(columns[place], starts[place] + i, &row);
        if (found == SEPTET_ROW_BROKEN) {
            return SEPTET_BROKEN;
        }
        if (found == SEPTET_ROW_NULL || septet_is_blank(row.text, row.n_octets)) {
            return SEPTET_MISSING;
        }
        SEPTET_PATH(septet_add)(counter, &row, &sum);
        if (!sum.valid) {
            return SEPTET_MALFORMED;
        }
    }
    SEPTET_PATH(septet_conclude)(counter, &sum, outcome);
    if (outcome->state == 0) {
        septet_walked walked = {1, 0};
        SEPTET_PATH(septet_walk_filled)
        (counter, !outcome->encoding, pieces, n_places, columns, starts, i, &walked);
        outcome->n_parts = septet_at_most_32_bits(walked.n_parts);
        outcome->state = 1 + SEPTET_DONE;
    }
    return outcome->state - 1;
}

/* Counts the rows of a template: ``pieces`` are its texts, one more than there are places for values; each place has
 * its column and the row of it that is row 0 here. */
SEPTET_TARGET static void SEPTET_PATH(septet_render)(const septet_counter *counter, const septet_row *pieces,
                                                     int64_t n_places, const septet_column *const *columns,
                                                     const int64_t *starts, int64_t start, int64_t stop,
                                                     const septet_output *output, int64_t base, int lenient,
                                                     int may_be_missing, septet_report *report)
{
    septet_measured fixed = {1, 1, 0, 0, 0};
    for (int64_t place = 0; place <= n_places; place++) {
        SEPTET_PATH(septet_add)(counter, &pieces[place], &fixed);
    }
    for (int64_t i = start; i < stop; i++) {
        septet_outcome outcome = {0, 0, 0, 0};
        const int reason = SEPTET_PATH(septet_fill)(counter, pieces, &fixed, n_places, columns, starts, i, &outcome);
        if (reason == SEPTET_DONE) {
            septet_emit(output, base + i, &outcome);
        } else if (!septet_pass_over(output, base + i, i, reason, reason == SEPTET_MISSING ? may_be_missing : lenient,
                                     report)) {
            return;
        }
    }
}

/* -- which characters ---------------------------------------------------------------------------------------------- */

/* Adds the characters outside the alphabet; the rows are numbered from ``base`` on. Nothing is written for a row. */
SEPTET_TARGET static void SEPTET_PATH(septet_take_census)(const septet_counter *counter, const septet_column *column,
                                                          int64_t start, int64_t stop, septet_census *census,
                                                          int64_t base, int lenient, septet_report *report)
{
    for (int64_t i = start; i < stop; i++) {
        septet_row row;
        const int found = septet_row_at(column, i, &row);
        septet_measured measured = {1, 1, 0, 0, 0};
        int reason = found == SEPTET_ROW_BROKEN ? SEPTET_BROKEN : SEPTET_DONE;
        if (found == SEPTET_ROW_TEXT) {
            measured = SEPTET_PATH(septet_measure)(counter, row.text, row.n_octets, row.limit);
            if (!measured.valid) {
                reason = SEPTET_MALFORMED;
                report->n_invalid += lenient;
            } else if (!measured.in_septets && !septet_enter(counter, &row, census, base + i + 1)) {
                reason = SEPTET_NO_ROOM;
            }
        }
        if (reason == SEPTET_NO_ROOM || reason == SEPTET_BROKEN || (reason == SEPTET_MALFORMED && !lenient)) {
            report->reason = reason;
            report->row = i;
            return;
        }
    }
}
