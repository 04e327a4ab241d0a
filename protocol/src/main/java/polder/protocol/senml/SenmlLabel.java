package polder.protocol.senml;

/**
 * The labels of fields in the CBOR representation (RFC 8428 §6, table 4). New fields will have text
 * labels.
 */
final class SenmlLabel {
  static final int NAME = 0;
  static final int UNIT = 1;
  static final int VALUE = 2;
  static final int STRING_VALUE = 3;
  static final int BOOLEAN_VALUE = 4;
  static final int SUM = 5;
  static final int TIME = 6;
  static final int UPDATE_TIME = 7;
  static final int DATA_VALUE = 8;
  static final int VERSION = -1;
  static final int BASE_NAME = -2;
  static final int BASE_TIME = -3;
  static final int BASE_UNIT = -4;
  static final int BASE_VALUE = -5;
  static final int BASE_SUM = -6;

  private SenmlLabel() {}
}
