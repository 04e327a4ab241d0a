package polder.protocol.senml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import polder.protocol.Bytes;
import polder.protocol.codec.CborReader;
import polder.protocol.codec.CborWriter;
import polder.protocol.codec.CodecException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The examples of RFC 8428 §5.1 resolve to what the RFC says they mean, and §6 reads as CBOR. */
class SenmlRfcExamplesTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /** §5.1.1 and §5.1.2 have no time or time 0, which only a reader with a clock can resolve. */
  @Test
  void measurementsMadeNowAreRefused() {
    assertThatThrownBy(() -> resolve("[{'n':'urn:dev:ow:10e2073a01080063','u':'Cel','v':23.1}]"))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("needs a clock");
    assertThatThrownBy(() ->
            resolve(
                """
                [{'bn':'urn:dev:ow:10e2073a01080063:','n':'voltage','u':'V','v':120.1},
                 {'n':'current','u':'A','v':1.2}]
                """))
        .hasMessageContaining("needs a clock");
  }

  @Test
  void multipleDatapoints() {
    String voltage = "urn:dev:ow:10e2073a0108006:voltage";
    String current = "urn:dev:ow:10e2073a0108006:current";
    List<SenmlRecord> expected =
        List.of(
            number(voltage, "V", "120.1", 1276020076001L),
            number(current, "A", "1.2", 1276020071001L),
            number(current, "A", "1.3", 1276020072001L),
            number(current, "A", "1.4", 1276020073001L),
            number(current, "A", "1.5", 1276020074001L),
            number(current, "A", "1.6", 1276020075001L),
            number(current, "A", "1.7", 1276020076001L));
    assertThat(
            resolve(
                """
                [{'bn':'urn:dev:ow:10e2073a0108006:','bt':1.276020076001e+09,
                  'bu':'A','bver':5,'n':'voltage','u':'V','v':120.1},
                 {'n':'current','t':-5,'v':1.2},
                 {'n':'current','t':-4,'v':1.3},
                 {'n':'current','t':-3,'v':1.4},
                 {'n':'current','t':-2,'v':1.5},
                 {'n':'current','t':-1,'v':1.6},
                 {'n':'current','v':1.7}]
                """))
        .isEqualTo(expected);

    // The dump in §6 is the same pack in CBOR, with the keys of its maps in another order than the
    // deterministic one: 21 22 23 20 00 01 02 and 00 06 02.
    String published =
        "87a721781b75726e3a6465763a6f773a3130653230373361303130383030363a22fb41d303a15b001062236141"
            + "20050067766f6c746167650161"
            + "5602fb405e066666666666a3006763757272656e74062402fb3ff3333333333333a30067637572"
            + "72656e74062302fb3ff4cccccccccccda3006763757272656e74062202fb3ff6666666666666a3"
            + "006763757272656e74062102f93e00a3006763757272656e74062002fb3ff999999999999aa300"
            + "6763757272656e74060002fb3ffb333333333333";
    assertThatThrownBy(() -> SenmlPack.decode(Bytes.fromHex(published)))
        .hasMessageContaining("bytewise order");
    assertThat(SenmlPack.decode(Bytes.fromHex(sorted(published)))).isEqualTo(expected);
  }

  @Test
  void multipleMeasurements() {
    String device = "urn:dev:ow:10e2073a01080063";
    assertThat(
            resolve(
                """
                [{'bn':'urn:dev:ow:10e2073a01080063','bt':1.320067464e+09,'bu':'%RH','v':20},
                 {'u':'lon','v':24.30621},
                 {'u':'lat','v':60.07965},
                 {'t':60,'v':20.3},
                 {'u':'lon','t':60,'v':24.30622},
                 {'u':'lat','t':60,'v':60.07965},
                 {'t':120,'v':20.7},
                 {'u':'lon','t':120,'v':24.30623},
                 {'u':'lat','t':120,'v':60.07966},
                 {'u':'%EL','t':150,'v':98},
                 {'t':180,'v':21.2},
                 {'u':'lon','t':180,'v':24.30628},
                 {'u':'lat','t':180,'v':60.07967}]
                """))
        .containsExactly(
            number(device, "%RH", "20", 1320067464000L),
            number(device, "lon", "24.30621", 1320067464000L),
            number(device, "lat", "60.07965", 1320067464000L),
            number(device, "%RH", "20.3", 1320067524000L),
            number(device, "lon", "24.30622", 1320067524000L),
            number(device, "lat", "60.07965", 1320067524000L),
            number(device, "%RH", "20.7", 1320067584000L),
            number(device, "lon", "24.30623", 1320067584000L),
            number(device, "lat", "60.07966", 1320067584000L),
            number(device, "%EL", "98", 1320067614000L),
            number(device, "%RH", "21.2", 1320067644000L),
            number(device, "lon", "24.30628", 1320067644000L),
            number(device, "lat", "60.07967", 1320067644000L));
  }

  @Test
  void multipleDataTypes() {
    // §5.1.5 has no time; the base time makes it resolvable.
    assertThat(
            resolve(
                """
                [{'bn':'urn:dev:ow:10e2073a01080063:','bt':1499109309,
                  'n':'temp','u':'Cel','v':23.1},
                 {'n':'label','vs':'Machine Room'},
                 {'n':'open','vb':false},
                 {'n':'nfv-reader','vd':'aGkgCg'}]
                """))
        .extracting(SenmlRecord::value)
        .containsExactly(
            new SenmlValue.Number(new BigDecimal("23.1")),
            new SenmlValue.Text("Machine Room"),
            new SenmlValue.Flag(false),
            new SenmlValue.Data(Bytes.fromHex("6869200a")));
  }

  @Test
  void collectionOfResources() {
    assertThat(
            resolve(
                """
                [{'bn':'2001:db8::2/','bt':1.320078429e+09,
                  'n':'temperature','u':'Cel','v':25.2},
                 {'n':'humidity','u':'%RH','v':30},
                 {'bn':'2001:db8::1/','n':'temperature','u':'Cel','v':12.3},
                 {'n':'humidity','u':'%RH','v':67}]
                """))
        .containsExactly(
            number("2001:db8::2/temperature", "Cel", "25.2", 1320078429000L),
            number("2001:db8::2/humidity", "%RH", "30", 1320078429000L),
            number("2001:db8::1/temperature", "Cel", "12.3", 1320078429000L),
            number("2001:db8::1/humidity", "%RH", "67", 1320078429000L));
  }

  @Test
  void settingAnActuator() {
    // §5.1.7, the first with a base time added; its first record only sets the base name.
    assertThat(
            resolve(
                """
                [{'bn':'urn:dev:ow:10e2073a01080063:','bt':1498780179},
                 {'n':'temp','u':'Cel','v':23.1},
                 {'n':'heat','u':'/','v':1},
                 {'n':'fan','u':'/','v':0}]
                """))
        .containsExactly(
            number("urn:dev:ow:10e2073a01080063:temp", "Cel", "23.1", 1498780179000L),
            number("urn:dev:ow:10e2073a01080063:heat", "/", "1", 1498780179000L),
            number("urn:dev:ow:10e2073a01080063:fan", "/", "0", 1498780179000L));
    assertThat(
            resolve(
                """
                [{'bt':1.320078429e+09,'bu':'/','n':'2001:db8::3','v':0.5},
                 {'n':'2001:db8::4','v':0.5},
                 {'n':'2001:db8::3','t':0.1,'v':0},
                 {'n':'2001:db8::4','t':0.1,'v':0}]
                """))
        .containsExactly(
            number("2001:db8::3", "/", "0.5", 1320078429000L),
            number("2001:db8::4", "/", "0.5", 1320078429000L),
            number("2001:db8::3", "/", "0", 1320078429100L),
            number("2001:db8::4", "/", "0", 1320078429100L));
  }

  private static SenmlRecord number(String name, String unit, String value, long timeMillis) {
    return new SenmlRecord(name, unit, new SenmlValue.Number(new BigDecimal(value)), timeMillis);
  }

  /** Resolves a pack in JSON, in which single quotes stand for double ones. */
  private static List<SenmlRecord> resolve(String json) {
    SenmlResolver resolver = new SenmlResolver();
    List<SenmlRecord> records = new ArrayList<>();
    for (JsonNode record : JSON.readTree(json.replace('\'', '"'))) {
      resolver.resolve(fields(record), 0).ifPresent(records::add);
    }
    return records;
  }

  private static SenmlFields fields(JsonNode record) {
    SenmlFields fields = new SenmlFields();
    record.forEachEntry((label, value) -> {
      switch (label) {
        case "bn" -> fields.baseName = value.asString();
        case "bt" -> fields.baseTime = value.decimalValue();
        case "bu" -> fields.baseUnit = value.asString();
        case "bv" -> fields.baseValue = value.decimalValue();
        case "bver" -> fields.version = value.longValue();
        case "n" -> fields.name = value.asString();
        case "u" -> fields.unit = value.asString();
        case "t" -> fields.time = value.decimalValue();
        case "v" -> fields.number = value.decimalValue();
        case "vs" -> fields.other = new SenmlValue.Text(value.asString());
        case "vb" -> fields.other = new SenmlValue.Flag(value.booleanValue());
        case "vd" ->
            fields.other =
                new SenmlValue.Data(Bytes.wrap(Base64.getUrlDecoder().decode(value.asString())));
        default -> throw new IllegalArgumentException(label);
      }
      if (label.startsWith("v")) {
        fields.values++;
      }
    });
    return fields;
  }

  /** The same pack with the keys of its maps, which are integers below 24, in our order. */
  private static String sorted(String hex) {
    byte[] content = Bytes.fromHex(hex).toArray();
    CborWriter writer = new CborWriter();
    int at = 1;
    writer.beginArray(content[0] & 0x1f);
    while (at < content.length) {
      int pairs = content[at++] & 0x1f;
      Bytes[] valueByKey = new Bytes[256];
      for (int i = 0; i < pairs; i++) {
        int key = content[at++] & 0xff;
        CborReader reader = new CborReader(content, at, content.length - at);
        valueByKey[key] = reader.encodedItem();
        at += reader.offset();
      }
      writer.beginMap(pairs);
      for (int key = 0; key < valueByKey.length; key++) {
        if (valueByKey[key] != null) {
          writer.integer(key < 0x20 ? key : 0x1f - key).encoded(valueByKey[key]);
        }
      }
    }
    return writer.toBytes().toHex();
  }
}
