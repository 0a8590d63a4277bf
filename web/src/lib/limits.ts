/** Limits of the server's that the app tells before it asks. */

/** Bytes of UTF-8 that one message may have. */
export const MESSAGE_BYTES = 16_384;
