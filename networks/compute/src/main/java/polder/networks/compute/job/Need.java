package polder.networks.compute.job;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;

/**
 * What a job needs of the one machine that runs all of it.
 *
 * @param units what runs, in the order of the job; at least one
 * @param attributes what the machine must say of itself, such as {@code region}: all of it, word by
 *     word
 * @param signedByAll auditors who must all vouch for the machine
 * @param signedByAny auditors of whom one must vouch for it; empty if none need to
 * @param leastSpeed how much fuel a core of it must get through in a second at least, as strangers
 *     timed it; 0 if that does not matter
 */
public record Need(
    List<Unit> units,
    SortedMap<String, String> attributes,
    List<String> signedByAll,
    List<String> signedByAny,
    long leastSpeed) {
  /** The most that can be asked of a core: a million million units of fuel a second. */
  public static final long MOST_SPEED = 1_000_000_000_000L;

  private static final int FIELDS = 5;
  private static final int MOST_INSTANCES = 1_000;

  /**
   * Equal instances of one thing.
   *
   * @param name of the service or piece of work
   * @param each what one of them needs
   * @param count how many, from 1 to 1,000
   */
  public record Unit(String name, Resources each, int count) {
    private static final int FIELDS = 3;

    public Unit {
      Texts.check("a unit's name", name, Texts.NAME);
      Texts.checkRange("the count of " + name, count, 1, MOST_INSTANCES);
    }

    private void write(CborWriter writer) {
      writer.beginArray(FIELDS).text(name);
      each.write(writer);
      writer.integer(count);
    }

    private static Unit read(CborReader reader) {
      Texts.expect(reader, FIELDS, "a unit");
      return new Unit(reader.text(), Resources.read(reader), Math.toIntExact(reader.integer()));
    }
  }

  public Need {
    Texts.checkSize("units", units);
    if (units.isEmpty()) {
      throw new IllegalArgumentException("a job needs at least one unit");
    }
    Texts.checkSize("attributes", attributes.keySet());
    attributes.forEach((key, value) -> {
      Texts.check("an attribute's name", key, Texts.NAME);
      Texts.check("the attribute " + key, value, Texts.NAME);
    });
    Texts.checkSize("auditors", signedByAll);
    Texts.checkSize("auditors", signedByAny);
    Texts.checkRange("the least speed", leastSpeed, 0, MOST_SPEED);
    units = List.copyOf(units);
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    signedByAll = List.copyOf(signedByAll);
    signedByAny = List.copyOf(signedByAny);
  }

  /** A need of nobody's word, of no attributes and of no speed. */
  public static Need of(List<Unit> units) {
    return new Need(units, new TreeMap<>(), List.of(), List.of(), 0);
  }

  /** Thousandths of a core, all instances together. */
  public long cpuMilli() {
    return units.stream()
        .mapToLong(unit -> Math.multiplyExact(unit.each().cpuMilli(), unit.count()))
        .reduce(0, Math::addExact);
  }

  /** Bytes of memory, all instances together. */
  public long memoryBytes() {
    return units.stream()
        .mapToLong(unit -> Math.multiplyExact(unit.each().memoryBytes(), unit.count()))
        .reduce(0, Math::addExact);
  }

  /** Bytes of disk, all instances together. */
  public long diskBytes() {
    return units.stream()
        .mapToLong(unit -> Math.multiplyExact(unit.each().diskBytes(), unit.count()))
        .reduce(0, Math::addExact);
  }

  /** Graphics processors, all instances together. */
  public long gpus() {
    return units.stream().mapToLong(unit -> (long) unit.each().gpu().count() * unit.count()).sum();
  }

  /** Writes it as an array. */
  public void write(CborWriter writer) {
    writer.beginArray(FIELDS);
    Texts.writeList(writer, units, Unit::write);
    Texts.writeMap(writer, attributes);
    Texts.writeTexts(writer, signedByAll);
    Texts.writeTexts(writer, signedByAny);
    writer.integer(leastSpeed);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws CodecException if it is of another form
   * @throws IllegalArgumentException if a number or text is out of range
   * @throws ArithmeticException as {@link IllegalArgumentException}
   */
  public static Need read(CborReader reader) {
    Texts.expect(reader, FIELDS, "a need");
    return new Need(
        Texts.readList(reader, Unit::read),
        Texts.readMap(reader),
        Texts.readTexts(reader),
        Texts.readTexts(reader),
        reader.integer());
  }
}
