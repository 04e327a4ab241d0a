package polder.networks.compute;

import polder.networks.GroupKey;
import polder.networks.Sheet;
import polder.networks.compute.message.Seals;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import polder.protocol.identity.Account;
import polder.protocol.identity.DeviceId;

/** What an order tells a machine's group, as a note. */
sealed interface Word {
  /** The machine won the order or was drawn for it: so much of its bond is held. */
  record Held(long bondNano) implements Word {}

  /** The order holds nothing of its bond any more, and says neither good nor bad of it. */
  record Freed() implements Word {}

  /** As {@link Freed}, and the machine did what it had promised. */
  record Kept() implements Word {}

  /** As {@link Freed}, and it did not do what it had promised. */
  record Broken() implements Word {}

  /** As {@link Broken}, and what was held of its bond is lost to {@code to}. */
  record Cheated(Account to, String reason) implements Word {}

  /** Tells a machine's group. */
  static void tell(Sheet sheet, DeviceId machine, Word word) {
    sheet.tell(Seals.machine(machine), word.encode());
  }

  /** The word as a note's content. */
  default Bytes encode() {
    CborWriter writer = new CborWriter();
    switch (this) {
      case Held held -> writer.beginArray(2).text("held").integer(held.bondNano());
      case Freed freed -> writer.beginArray(1).text("freed");
      case Kept kept -> writer.beginArray(1).text("kept");
      case Broken broken -> writer.beginArray(1).text("broken");
      case Cheated cheated ->
          writer.beginArray(3).text("cheated").bytes(cheated.to().address()).text(cheated.reason());
    }
    return writer.toBytes();
  }

  static Word decode(Bytes content) {
    CborReader reader = new CborReader(content);
    reader.beginArray();
    String what = reader.text();
    return switch (what) {
      case "held" -> new Held(reader.integer());
      case "freed" -> new Freed();
      case "kept" -> new Kept();
      case "broken" -> new Broken();
      case "cheated" -> new Cheated(new Account(reader.bytes()), reader.text());
      default -> throw new CodecException("no word of an order: " + what, reader.offset());
    };
  }

  /** A word with the order that says it. */
  record From(GroupKey order, Word word) {}
}
