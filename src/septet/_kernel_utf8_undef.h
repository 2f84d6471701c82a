/* Forgets the macros of a path, for the next one. */
#undef SEPTET_TARGET
#undef SEPTET_PATH
#undef V_WIDTH
#undef V_TYPE
#undef V_LOAD
#undef V_TABLE
#undef V_SET
#undef V_AND
#undef V_OR
#undef V_XOR
#undef V_MINUS
#undef V_EQUAL
#undef V_AT_LEAST
#undef V_HIGH_NIBBLES
#undef V_LOOK_UP
#undef V_SHIFT_IN
#undef V_MASK
