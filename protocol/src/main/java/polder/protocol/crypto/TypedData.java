package polder.protocol.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import polder.protocol.Bytes;
import polder.protocol.Hash;
import polder.protocol.identity.Account;

/**
 * A struct of EIP-712 with its values: what a wallet shows its owner field by field and signs.
 * Structs may stand in structs; arrays are not needed here and have no form.
 *
 * @param primaryType the struct's name
 * @param fields its members in their declared order, which is part of the type
 */
public record TypedData(String primaryType, List<Field> fields) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");

  /** Names of types that a struct must not take. */
  private static final Pattern BUILT_IN =
      Pattern.compile("string|bool|address|bytes[0-9]*|u?int[0-9]*");

  /**
   * Checks names and copies the list.
   *
   * @throws IllegalArgumentException if a name is no identifier, stands twice, or is a type's name
   */
  public TypedData {
    fields = List.copyOf(fields);
    if (!NAME.matcher(primaryType).matches() || BUILT_IN.matcher(primaryType).matches()) {
      throw new IllegalArgumentException("not a struct's name: " + primaryType);
    }
    if (fields.stream().map(Field::name).distinct().count() != fields.size()) {
      throw new IllegalArgumentException("a field of " + primaryType + " stands twice");
    }
  }

  /**
   * A member of a struct.
   *
   * @param name its name, at most 64 letters, digits and underscores
   * @param value its value, which knows its type
   */
  public record Field(String name, TypedValue value) {
    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is no identifier
     */
    public Field {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("not a field's name: " + name);
      }
    }

    /** A {@code string}. */
    public static Field string(String name, String value) {
      return new Field(name, new TypedValue.Text(value));
    }

    /** A {@code bytes}. */
    public static Field bytes(String name, Bytes value) {
      return new Field(name, new TypedValue.Binary(value));
    }

    /** A {@code bytes32}. */
    public static Field bytes32(String name, Hash value) {
      return new Field(name, new TypedValue.Word(value));
    }

    /** An {@code address}. */
    public static Field address(String name, Account value) {
      return new Field(name, new TypedValue.Address(value));
    }

    /**
     * A {@code uint256}.
     *
     * @throws IllegalArgumentException if the value is negative or 2^256 or more
     */
    public static Field uint256(String name, BigInteger value) {
      return new Field(name, new TypedValue.Unsigned(256, value));
    }

    /**
     * A {@code uint64}; the upper half of its range is not used here.
     *
     * @throws IllegalArgumentException if the value is negative
     */
    public static Field uint64(String name, long value) {
      return new Field(name, new TypedValue.Unsigned(64, BigInteger.valueOf(value)));
    }

    /**
     * An {@code int256}.
     *
     * @throws IllegalArgumentException if the value needs more than 256 bits
     */
    public static Field int256(String name, BigInteger value) {
      return new Field(name, new TypedValue.Signed(256, value));
    }

    /** An {@code int64}. */
    public static Field int64(String name, long value) {
      return new Field(name, new TypedValue.Signed(64, BigInteger.valueOf(value)));
    }

    /** A {@code bool}. */
    public static Field bool(String name, boolean value) {
      return new Field(name, new TypedValue.Flag(value));
    }

    /** A struct. */
    public static Field struct(String name, TypedData value) {
      return new Field(name, new TypedValue.Struct(value));
    }
  }

  /** The members as JSON, in their order. */
  public Map<String, Object> plain() {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Field field : fields) {
      values.put(field.name(), field.value().plain());
    }
    return values;
  }

  /** {@code hashStruct} of EIP-712: keccak256(typeHash ‖ a word for each member). */
  public Hash hashStruct() {
    List<byte[]> parts = new ArrayList<>();
    parts.add(Keccak256.digest(encodeType().getBytes(StandardCharsets.UTF_8)));
    for (Field field : fields) {
      parts.add(field.value().word());
    }
    return Hash.of(Keccak256.digest(parts.toArray(byte[][]::new)));
  }

  /**
   * {@code encodeType} of EIP-712: this struct's declaration, then those of the structs within it
   * by name.
   *
   * @throws IllegalArgumentException if two different structs have one name
   */
  public String encodeType() {
    SortedMap<String, String> others = new TreeMap<>();
    structs().forEach((name, struct) -> others.put(name, struct.declaration()));
    String own = others.remove(primaryType);
    return own + String.join("", others.values());
  }

  private String declaration() {
    List<String> members = new ArrayList<>();
    for (Field field : fields) {
      members.add(field.value().type() + " " + field.name());
    }
    return primaryType + "(" + String.join(",", members) + ")";
  }

  /** This struct and all within it by name. */
  SortedMap<String, TypedData> structs() {
    SortedMap<String, TypedData> found = new TreeMap<>();
    collect(found);
    return found;
  }

  private void collect(SortedMap<String, TypedData> found) {
    TypedData known = found.putIfAbsent(primaryType, this);
    if (known != null && !known.declaration().equals(declaration())) {
      throw new IllegalArgumentException("two structs are called " + primaryType);
    }
    for (Field field : fields) {
      if (field.value() instanceof TypedValue.Struct struct) {
        struct.value().collect(found);
      }
    }
  }

  /** The members' names and types, as the {@code types} of a signing request list them. */
  List<Map<String, Object>> members() {
    List<Map<String, Object>> members = new ArrayList<>();
    for (Field field : fields) {
      Map<String, Object> member = new LinkedHashMap<>();
      member.put("name", field.name());
      member.put("type", field.value().type());
      members.add(member);
    }
    return members;
  }
}
