package polder.protocol;

/** Bytes, or where they can be read: what is large and seldom looked at need not be in memory. */
public interface Content {
  /** All of them. */
  Bytes bytes();

  /** The first {@code length}, or all where there are fewer. */
  Bytes head(int length);
}
