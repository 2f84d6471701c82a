/* The C data interface of Arrow: its structures, and what the column kernel gives away through them.
 *
 * A result is one piece of memory per buffer, counted by reference: every structure that was given away holds one
 * count, so that the consumer may release them in any order, from any thread, without Python and without the GIL.
 */
#ifndef SEPTET_COLUMNS_ARROW_H
#define SEPTET_COLUMNS_ARROW_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_NULLABLE 2

struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};
#endif

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE
struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *);
    int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *);
    const char *(*get_last_error)(struct ArrowArrayStream *);
    void (*release)(struct ArrowArrayStream *);
    void *private_data;
};
#endif

/* -- results ------------------------------------------------------------------------------------------------------- */

enum { SEPTET_VALIDITY, SEPTET_FIRST, SEPTET_SECOND, SEPTET_THIRD, SEPTET_FOURTH, SEPTET_N_BUFFERS };

typedef struct {
    long n_holders;
    int64_t n_rows;
    int64_t n_nulls;
    void *buffers[SEPTET_N_BUFFERS];
} septet_result;

#ifdef _MSC_VER
#include <intrin.h>
#define SEPTET_ADD(counter, n) (_InterlockedExchangeAdd(counter, n) + (n))
#else
#define SEPTET_ADD(counter, n) __atomic_add_fetch(counter, n, __ATOMIC_ACQ_REL)
#endif

static septet_result *septet_result_new(void)
{
    septet_result *result = (septet_result *)calloc(1, sizeof(septet_result));
    if (result != NULL) {
        result->n_holders = 1;
    }
    return result;
}

static void septet_result_drop(septet_result *result)
{
    if (result != NULL && SEPTET_ADD(&result->n_holders, -1) == 0) {
        for (int i = 0; i < SEPTET_N_BUFFERS; i++) {
            free(result->buffers[i]);
        }
        free(result);
    }
}

/* -- types that are given away ------------------------------------------------------------------------------------- */

typedef struct septet_type {
    const char *format;
    const char *name;
    int n_buffers;
    int buffers[3]; /* which of the result; none where it is SEPTET_N_BUFFERS */
    int n_children;
    const struct septet_type *children;
    int names_encodings; /* whether the values are indices of the two names below */
} septet_type;

static const int32_t septet_name_offsets[] = {0, 5, 10};
static const char septet_names[] = "GSM-7UCS-2";

static const septet_type septet_encoding_names = {"u", "", 3, {0, 0, 0}, 0, NULL, 0};

static const septet_type septet_plan_fields[] = {
    {"c", "encoding", 2, {SEPTET_VALIDITY, SEPTET_FIRST, 0}, 0, NULL, 1},
    {"l", "n_units", 2, {SEPTET_VALIDITY, SEPTET_SECOND, 0}, 0, NULL, 0},
    {"i", "n_parts", 2, {SEPTET_VALIDITY, SEPTET_THIRD, 0}, 0, NULL, 0},
};
static const septet_type septet_character_fields[] = {
    {"u", "character", 3, {SEPTET_N_BUFFERS, SEPTET_FIRST, SEPTET_SECOND}, 0, NULL, 0},
    {"l", "n_rows", 2, {SEPTET_N_BUFFERS, SEPTET_THIRD, 0}, 0, NULL, 0},
    {"l", "n_occurrences", 2, {SEPTET_N_BUFFERS, SEPTET_FOURTH, 0}, 0, NULL, 0},
};

enum { SEPTET_PARTS, SEPTET_PLAN, SEPTET_CHARACTERS };

static const septet_type septet_types[] = {
    {"i", "", 2, {SEPTET_VALIDITY, SEPTET_THIRD, 0}, 0, NULL, 0},
    {"+s", "", 1, {SEPTET_VALIDITY, 0, 0}, 3, septet_plan_fields, 0},
    {"+s", "", 1, {SEPTET_N_BUFFERS, 0, 0}, 3, septet_character_fields, 0},
};

/* What stands behind private_data: room for what the structure points to. */
typedef struct {
    septet_result *result;
    const void *buffers[3];
    struct ArrowArray *children[3];
    struct ArrowArray nested[4]; /* the children, and the dictionary last */
} septet_array_room;

typedef struct {
    struct ArrowSchema *children[3];
    struct ArrowSchema nested[4];
} septet_schema_room;

static void septet_release_schema(struct ArrowSchema *schema)
{
    for (int64_t i = 0; i < schema->n_children; i++) {
        if (schema->children[i]->release != NULL) {
            schema->children[i]->release(schema->children[i]);
        }
    }
    if (schema->dictionary != NULL && schema->dictionary->release != NULL) {
        schema->dictionary->release(schema->dictionary);
    }
    free(schema->private_data);
    schema->release = NULL;
}

static void septet_release_array(struct ArrowArray *array)
{
    septet_array_room *room = (septet_array_room *)array->private_data;
    for (int64_t i = 0; i < array->n_children; i++) {
        if (array->children[i]->release != NULL) {
            array->children[i]->release(array->children[i]);
        }
    }
    if (array->dictionary != NULL && array->dictionary->release != NULL) {
        array->dictionary->release(array->dictionary);
    }
    septet_result_drop(room->result);
    free(room);
    array->release = NULL;
}

/* Returns 0, or -1 where there is no memory; what was made until then is released. */
static int septet_export_schema(const septet_type *type, struct ArrowSchema *schema)
{
    septet_schema_room *room = (septet_schema_room *)calloc(1, sizeof(septet_schema_room));
    memset(schema, 0, sizeof(*schema));
    if (room == NULL) {
        return -1;
    }
    schema->format = type->format;
    schema->name = type->name;
    schema->flags = ARROW_FLAG_NULLABLE;
    schema->children = room->children;
    schema->release = septet_release_schema;
    schema->private_data = room;
    for (int i = 0; i < type->n_children; i++) {
        room->children[i] = &room->nested[i];
        if (septet_export_schema(&type->children[i], room->children[i]) < 0) {
            septet_release_schema(schema);
            return -1;
        }
        schema->n_children++;
    }
    if (type->names_encodings) {
        if (septet_export_schema(&septet_encoding_names, &room->nested[3]) < 0) {
            septet_release_schema(schema);
            return -1;
        }
        schema->dictionary = &room->nested[3];
    }
    return 0;
}

static int septet_export_array(const septet_type *type, septet_result *result, struct ArrowArray *array)
{
    septet_array_room *room = (septet_array_room *)calloc(1, sizeof(septet_array_room));
    memset(array, 0, sizeof(*array));
    if (room == NULL) {
        return -1;
    }
    SEPTET_ADD(&result->n_holders, 1);
    room->result = result;
    array->buffers = room->buffers;
    array->children = room->children;
    array->release = septet_release_array;
    array->private_data = room;
    array->n_buffers = type->n_buffers;
    if (type == &septet_encoding_names) {
        array->length = 2;
        room->buffers[1] = septet_name_offsets;
        room->buffers[2] = septet_names;
        return 0;
    }
    array->length = result->n_rows;
    array->null_count = type->buffers[0] == SEPTET_VALIDITY ? result->n_nulls : 0;
    for (int i = 0; i < type->n_buffers; i++) {
        room->buffers[i] = type->buffers[i] == SEPTET_N_BUFFERS ? NULL : result->buffers[type->buffers[i]];
    }
    if (array->null_count == 0) {
        room->buffers[0] = NULL;
    }
    for (int i = 0; i < type->n_children; i++) {
        room->children[i] = &room->nested[i];
        if (septet_export_array(&type->children[i], result, room->children[i]) < 0) {
            septet_release_array(array);
            return -1;
        }
        array->n_children++;
    }
    if (type->names_encodings) {
        if (septet_export_array(&septet_encoding_names, result, &room->nested[3]) < 0) {
            septet_release_array(array);
            return -1;
        }
        array->dictionary = &room->nested[3];
    }
    return 0;
}

/* -- a stream of one array ----------------------------------------------------------------------------------------- */

typedef struct {
    const septet_type *type;
    septet_result *result;
    int given;
} septet_stream_room;

#define SEPTET_NO_MEMORY 12 /* ENOMEM, wherever errno.h has it */

static int septet_stream_schema(struct ArrowArrayStream *stream, struct ArrowSchema *schema)
{
    return septet_export_schema(((septet_stream_room *)stream->private_data)->type, schema) < 0 ? SEPTET_NO_MEMORY : 0;
}

static int septet_stream_next(struct ArrowArrayStream *stream, struct ArrowArray *array)
{
    septet_stream_room *room = (septet_stream_room *)stream->private_data;
    if (room->given) {
        array->release = NULL;
        return 0;
    }
    room->given = 1;
    if (septet_export_array(room->type, room->result, array) < 0) {
        return SEPTET_NO_MEMORY;
    }
    if (array->n_children) { /* a batch of a table: rows are null in their fields only */
        array->null_count = 0;
        array->buffers[0] = NULL;
    }
    return 0;
}

static const char *septet_stream_error(struct ArrowArrayStream *stream)
{
    (void)stream;
    return "there is no memory";
}

static void septet_release_stream(struct ArrowArrayStream *stream)
{
    septet_stream_room *room = (septet_stream_room *)stream->private_data;
    septet_result_drop(room->result);
    free(room);
    stream->release = NULL;
}

static int septet_export_stream(const septet_type *type, septet_result *result, struct ArrowArrayStream *stream)
{
    septet_stream_room *room = (septet_stream_room *)calloc(1, sizeof(septet_stream_room));
    if (room == NULL) {
        return -1;
    }
    SEPTET_ADD(&result->n_holders, 1);
    room->type = type;
    room->result = result;
    stream->get_schema = septet_stream_schema;
    stream->get_next = septet_stream_next;
    stream->get_last_error = septet_stream_error;
    stream->release = septet_release_stream;
    stream->private_data = room;
    return 0;
}

#endif
