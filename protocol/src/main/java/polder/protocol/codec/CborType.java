package polder.protocol.codec;

/** The kinds of items that Polder's subset of CBOR has (RFC 8949 §3.1). */
public enum CborType {
  /** A whole number that fits 64 bits with sign (major types 0 and 1). */
  INTEGER,
  /** A string of bytes (major type 2). */
  BYTES,
  /** A string of Unicode text in UTF-8 (major type 3). */
  TEXT,
  /** A list of items (major type 4). */
  ARRAY,
  /** Pairs of items in the order of their encoded keys (major type 5). */
  MAP,
  /** A number that gives the item after it a meaning (major type 6). */
  TAG,
  /** False or true. */
  BOOL,
  /** The absence of a value. */
  NIL,
  /** An IEEE 754 number of 16, 32 or 64 bits. */
  REAL
}
