package polder.protocol.credential;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import polder.protocol.Bytes;
import polder.protocol.json.Json;
import polder.protocol.json.JsonObject;

/**
 * A list of bits, one for each credential of an issuer (Bitstring Status List 1.0 §2.2). Immutable.
 * It is long from the beginning, so that who fetches it does not say which credential he looks at.
 */
public final class StatusList {
  /** Least entries of a list (§2.2): 16 KiB. */
  public static final int LEAST_ENTRIES = 131_072;

  /** Most entries of a list that is read here. */
  public static final int MOST_ENTRIES = 1_048_576;

  /** The type of its credential. */
  public static final String TYPE = "BitstringStatusListCredential";

  private static final String SUBJECT_TYPE = "BitstringStatusList";
  private static final int MOST_TEXT = 262_144;
  private static final int GZIP_HEAD = 10;
  private static final int GZIP_TAIL = 8;

  private final byte[] bits;

  private StatusList(byte[] bits) {
    this.bits = bits;
  }

  /** A list of {@link #LEAST_ENTRIES} bits of which none is set. */
  public static StatusList empty() {
    return new StatusList(new byte[LEAST_ENTRIES / Byte.SIZE]);
  }

  /** How many entries it has. */
  public int size() {
    return bits.length * Byte.SIZE;
  }

  /** Whether the bit {@code index} is set; the first is the highest of the first byte. */
  public boolean isSet(long index) {
    if (index < 0 || index >= size()) {
      throw new CredentialException(
          "status_range",
          "the status list has no entry " + index + ", its last is " + (size() - 1));
    }
    int at = (int) index;
    return (bits[at / Byte.SIZE] >> (Byte.SIZE - 1 - at % Byte.SIZE) & 1) == 1;
  }

  /** This list with the bit {@code index} set. */
  public StatusList with(long index) {
    byte[] changed = bits.clone();
    if (!isSet(index)) {
      int at = (int) index;
      changed[at / Byte.SIZE] |= (byte) (1 << (Byte.SIZE - 1 - at % Byte.SIZE));
    }
    return new StatusList(changed);
  }

  /** The numbers of all set bits, ascending. */
  public IntStream set() {
    // Few bits are ever set, so that most bytes have none.
    return IntStream.range(0, bits.length)
        .filter(at -> bits[at] != 0)
        .flatMap(at -> IntStream.range(at * Byte.SIZE, (at + 1) * Byte.SIZE))
        .filter(this::isSet);
  }

  /** As {@code encodedList}: base64url of the compressed bits, after multibase's letter. */
  public String encode() {
    return "u" + Base64.getUrlEncoder().withoutPadding().encodeToString(gzip());
  }

  /**
   * Reads an {@code encodedList}.
   *
   * @throws CredentialException if it is none, or shorter or longer than it may be
   */
  public static StatusList decode(String encoded) {
    if (encoded.length() > MOST_TEXT || !encoded.startsWith("u")) {
      throw Credential.malformed("encodedList starts with u and has at most 262144 characters");
    }
    byte[] compressed;
    try {
      compressed = Base64.getUrlDecoder().decode(encoded.substring(1));
    } catch (IllegalArgumentException e) {
      throw Credential.malformed("encodedList is no base64url");
    }
    byte[] bits = gunzip(compressed);
    if (bits.length < LEAST_ENTRIES / Byte.SIZE) {
      throw new CredentialException(
          "status_length", "a status list has at least " + LEAST_ENTRIES + " entries");
    }
    return new StatusList(bits);
  }

  /**
   * The list of a credential, whose proof is not looked at here.
   *
   * @param purpose what its bits must mean
   * @throws CredentialException if it is no list of that purpose
   */
  public static StatusList of(Credential credential, String purpose) {
    if (!credential.types().contains(TYPE) || credential.subjects().size() != 1) {
      throw new CredentialException(
          "no_status_list", "this is no " + TYPE + " with one credentialSubject");
    }
    JsonObject subject = credential.subjects().getFirst();
    if (!subject.has("type", SUBJECT_TYPE) || !subject.has("statusPurpose", purpose)) {
      throw new CredentialException(
          "no_status_list", "the subject is no " + SUBJECT_TYPE + " with purpose " + purpose);
    }
    return decode(subject.text("encodedList").orElse(""));
  }

  /**
   * The credential of this list, without a proof.
   *
   * @param url where it will lie
   * @param issuer the DID of who signs it
   */
  public JsonObject credential(String url, String issuer, long nowMillis) {
    return JsonObject.EMPTY
        .with("@context", Json.Array.ofTexts(List.of(Credential.CONTEXT)))
        .with("id", url)
        .with("type", Json.Array.ofTexts(List.of(Credential.TYPE, TYPE)))
        .with("issuer", issuer)
        .with("validFrom", DateTimes.format(nowMillis))
        .with(
            "credentialSubject",
            JsonObject.EMPTY
                .with("id", url + "#list")
                .with("type", SUBJECT_TYPE)
                .with("statusPurpose", StatusEntry.REVOCATION)
                .with("encodedList", encode()));
  }

  /**
   * Whether {@code credential} is revoked by {@code list}, which must come from the same issuer and
   * be the one that the credential names.
   *
   * @param list the list's credential, verified
   * @throws CredentialException if it is not the list of this credential
   */
  public static boolean isRevoked(Credential credential, Credential list) {
    Optional<StatusEntry> entry = credential.revocation();
    if (entry.isEmpty()) {
      return false;
    }
    if (!list.issuer().equals(credential.issuer())
        || !list.json().text("id").equals(Optional.of(entry.get().list()))) {
      throw new CredentialException(
          "wrong_status_list",
          "this is not the list " + entry.get().list() + " of " + credential.issuer());
    }
    return of(list, StatusEntry.REVOCATION).isSet(entry.get().index());
  }

  /** RFC 1952. */
  private byte[] gzip() {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(bits);
    deflater.finish();
    // Deflate never makes more than five bytes out of a block of 16 KiB that it cannot compress.
    byte[] body = new byte[bits.length + bits.length / 1_024 + 64];
    int length = deflater.deflate(body);
    if (!deflater.finished()) {
      throw new IllegalStateException("the buffer is too small");
    }
    deflater.end();
    byte[] head = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
    byte[] file = new byte[GZIP_HEAD + length + GZIP_TAIL];
    System.arraycopy(head, 0, file, 0, GZIP_HEAD);
    System.arraycopy(body, 0, file, GZIP_HEAD, length);
    littleEndian(crc(bits), file, GZIP_HEAD + length);
    littleEndian(bits.length, file, GZIP_HEAD + length + 4);
    return file;
  }

  private static long crc(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content, 0, content.length);
    return crc.getValue();
  }

  private static void littleEndian(long value, byte[] target, int at) {
    for (int i = 0; i < 4; i++) {
      target[at + i] = (byte) (value >> (Byte.SIZE * i));
    }
  }

  /** One member of RFC 1952 without the optional parts of its head, and nothing behind it. */
  private static byte[] gunzip(byte[] file) {
    if (file.length < GZIP_HEAD + GZIP_TAIL
        || file[0] != 0x1f
        || file[1] != (byte) 0x8b
        || file[2] != 8) {
      throw Credential.malformed("encodedList holds no gzip");
    }
    int start = headEnd(file);
    Inflate inflate = new Inflate(file, start, file.length - GZIP_TAIL, MOST_ENTRIES / Byte.SIZE);
    byte[] content = inflate.all();
    byte[] tail = new byte[GZIP_TAIL];
    littleEndian(crc(content), tail, 0);
    littleEndian(content.length, tail, 4);
    if (!Bytes.wrap(tail).equals(Bytes.copyOf(file, file.length - GZIP_TAIL, GZIP_TAIL))) {
      throw Credential.malformed("the checksum of encodedList is wrong");
    }
    return content;
  }

  /** Where the head ends: after a file's name and comment, which some programs write. */
  private static int headEnd(byte[] file) {
    int flags = file[3] & 0xff;
    int at = GZIP_HEAD;
    if ((flags & ~0b11000) != 0) {
      throw Credential.malformed("the gzip of encodedList has parts that are not read here");
    }
    for (int texts = Integer.bitCount(flags); texts > 0; texts--) {
      while (at < file.length - GZIP_TAIL && file[at] != 0) {
        at++;
      }
      at++;
    }
    if (at > file.length - GZIP_TAIL) {
      throw Credential.malformed("the gzip of encodedList is cut off");
    }
    return at;
  }
}
