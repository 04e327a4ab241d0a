package polder.adapters.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import polder.adapters.yaml.YamlNode.Mapping;
import polder.adapters.yaml.YamlNode.Scalar;
import polder.adapters.yaml.YamlNode.Sequence;

class YamlDocumentTest {
  private static YamlException fault(String text) {
    YamlException fault = catchThrowableOfType(YamlException.class, () -> YamlDocument.parse(text));
    assertThat(fault).as(text).isNotNull();
    return fault;
  }

  private static YamlNode at(YamlNode node, String key) {
    return ((Mapping) node)
        .entries().stream()
            .filter(entry -> entry.key().text().equals(key))
            .findFirst()
            .orElseThrow()
            .value();
  }

  private static String text(YamlNode node) {
    return ((Scalar) node).text();
  }

  @Test
  void valuesKnowTheirPlaces() throws YamlException {
    YamlNode root = YamlDocument.parse("---\na:\n  - 1.0\n  - \"x\"\n").root();

    Sequence items = (Sequence) at(root, "a");
    assertThat(items.items())
        .containsExactly(new Scalar("1.0", true, 3, 5), new Scalar("x", false, 4, 5));
  }

  @Test
  void nothingIsNothing() throws YamlException {
    for (String nothing : new String[] {"", "# a comment", "~", "null", "---"}) {
      assertThat(((Scalar) YamlDocument.parse(nothing).root()).isNull()).as(nothing).isTrue();
    }
    assertThat(((Scalar) YamlDocument.parse("\"\"").root()).isNull()).isFalse();
    assertThat(((Scalar) YamlDocument.parse("!!str null").root()).isNull()).isFalse();
  }

  @Test
  void aliasesAreFollowedAndTablesMerged() throws YamlException {
    YamlNode root =
        YamlDocument.parse(
                """
                base: &base {size: 1Gi, kept: true}
                other: &other {kind: disk}
                one: *base
                two:
                  <<: [*base, *other]
                  size: 2Gi
                """)
            .root();

    assertThat(text(at(at(root, "one"), "size"))).isEqualTo("1Gi");
    assertThat(text(at(at(root, "two"), "size"))).isEqualTo("2Gi");
    assertThat(text(at(at(root, "two"), "kept"))).isEqualTo("true");
    assertThat(text(at(at(root, "two"), "kind"))).isEqualTo("disk");
  }

  @Test
  void aSecondDocumentIsToldAndNotRead() throws YamlException {
    YamlDocument document = YamlDocument.parse("a: 1\n---\nb: 2\n");

    assertThat(document.next()).hasValue(2);
    assertThat(((Mapping) document.root()).entries()).hasSize(1);
    assertThat(YamlDocument.parse("a: 1\n...\n").next()).isEmpty();
  }

  @Test
  void aMarkOfTheByteOrderIsPassedOver() throws YamlException {
    assertThat(text(at(YamlDocument.parse("\uFEFFa: b").root(), "a"))).isEqualTo("b");
  }

  @Test
  void whatIsNoYamlIsRefusedWithItsPlace() {
    assertThat(fault("a: b: c"))
        .extracting(YamlException::line, YamlException::column)
        .containsExactly(1, 5);
    assertThat(fault("a:\n\t- b").line()).isEqualTo(2);
    assertThat(fault("a: [1, 2").line()).isEqualTo(1);
    assertThat(fault("a: *nobody")).hasMessageContaining("no value before has the anchor &nobody");
    assertThat(fault("a: &a [*a]")).hasMessageContaining("no value before has the anchor &a");
    assertThat(fault("a: 1\nb: 2\na: 3"))
        .hasMessageContaining("the key a stands twice")
        .extracting(YamlException::line)
        .isEqualTo(3);
    assertThat(fault("[a]: 1")).hasMessageContaining("a key must be text");
    assertThat(fault("a: !file /etc/passwd")).hasMessageContaining("the tag !file is not known");
    assertThat(fault("a: !!java.io.File x")).hasMessageContaining("is not known here");
    assertThat(fault("a: \"\\ud83d\"")).hasMessageContaining("half a character");
    assertThat(fault("<<: 3")).hasMessageContaining("merges tables only");
    assertThat(fault("\u0001")).hasMessageContaining("special characters");
  }

  @Test
  void aTextThatGrowsByAliasesIsRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for (int i = 1; i < 12; i++) {
      String item = "*a" + (i - 1);
      bomb.append("a%d: &a%d [%s]%n".formatted(i, i, (item + ", ").repeat(9) + item));
    }
    assertThat(fault(bomb.toString())).hasMessageContaining("the text is too large");
  }

  @Test
  void aTextThatGrowsByMergingIsRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 {k: " + "x".repeat(1_000) + "}\n");
    for (int i = 1; i < 20; i++) {
      bomb.append("a%d: &a%d {m: *a%d, n: *a%d}%n".formatted(i, i, i - 1, i - 1));
    }
    assertThat(fault(bomb.toString())).hasMessageContaining("the text is too large");
  }

  @Test
  void depthAndLengthHaveBounds() {
    assertThat(fault("[".repeat(100_000))).hasMessageContaining("more than 64 deep");
    assertThat(fault("- ".repeat(10_000))).hasMessageContaining("more than 64 deep");
    assertThat(fault("{a: ".repeat(10_000))).hasMessageContaining("more than 64 deep");
    assertThat(fault("x".repeat(YamlDocument.MOST_CHARACTERS + 1)))
        .hasMessageContaining("at most 1048576 are read");
  }
}
