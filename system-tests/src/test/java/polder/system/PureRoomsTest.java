package polder.system;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What {@code protocol}, {@code networks} and {@code epoch} give follows from their inputs. */
class PureRoomsTest {
  private static final Set<String> TRANSCENDENTAL =
      Set.of(
          "sin",
          "cos",
          "tan",
          "asin",
          "acos",
          "atan",
          "atan2",
          "sinh",
          "cosh",
          "tanh",
          "exp",
          "expm1",
          "log",
          "log10",
          "log1p",
          "pow",
          "sqrt",
          "cbrt",
          "hypot",
          "toRadians",
          "toDegrees",
          "random");

  /** Calls that answer differently from machine to machine or from run to run. */
  private static final Set<String> UNSTEADY =
      Set.of(
          "java.util.Set.of",
          "java.util.Set.copyOf",
          "java.util.Map.of",
          "java.util.Map.ofEntries",
          "java.util.Map.copyOf",
          "java.util.stream.Collectors.toSet",
          "java.util.stream.Collectors.toUnmodifiableSet",
          "java.util.stream.Collectors.toMap",
          "java.util.stream.Collectors.toUnmodifiableMap",
          "java.util.stream.Collectors.groupingBy",
          "java.util.Collection.parallelStream",
          "java.util.stream.BaseStream.parallel",
          "java.util.Collections.shuffle",
          "java.util.Locale.getDefault",
          "java.nio.charset.Charset.defaultCharset",
          "java.lang.String.formatted",
          "java.lang.Class.forName");

  /** The rules that {@code who} must keep. */
  private static List<ArchRule> rules(DescribedPredicate<JavaClass> who) {
    return List.of(
        noClasses()
            .that(who)
            .should()
            .dependOnClassesThat(
                JavaClass.Predicates.resideInAnyPackage(
                    "java.io..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.net..",
                    "java.sql..",
                    "java.util.logging..",
                    "org.slf4j.."))
            .as("pure rooms touch no file, network or log"),
        noClasses()
            .that(who)
            .should()
            .dependOnClassesThat(
                JavaClass.Predicates.resideInAnyPackage("java.time..", "java.text..")
                    .or(
                        named(
                            "java.util.Date",
                            "java.util.Calendar",
                            "java.util.TimeZone",
                            "java.util.Timer")))
            .as("pure rooms know no clock, calendar or time zone"),
        noClasses()
            .that(who)
            .should()
            .dependOnClassesThat(
                JavaClass.Predicates.resideInAPackage("java.util.random..")
                    .or(
                        named(
                            "java.util.Random",
                            "java.util.SplittableRandom",
                            "java.util.UUID",
                            "java.util.concurrent.ThreadLocalRandom",
                            "java.security.SecureRandom")))
            .as("pure rooms know no chance but the seed"),
        noClasses()
            .that(who)
            .should()
            .dependOnClassesThat(
                named(
                    "java.lang.Thread",
                    "java.util.concurrent.Executor",
                    "java.util.concurrent.ExecutorService",
                    "java.util.concurrent.Executors",
                    "java.util.concurrent.CompletableFuture",
                    "java.util.concurrent.ForkJoinPool"))
            .as("pure rooms start no threads"),
        noClasses()
            .that(who)
            .should()
            .dependOnClassesThat(
                named(
                    "java.util.HashMap",
                    "java.util.HashSet",
                    "java.util.Hashtable",
                    "java.util.IdentityHashMap",
                    "java.util.WeakHashMap"))
            .as("pure rooms walk over nothing whose order is not defined"),
        noClasses()
            .that(who)
            .should(
                ArchConditions.callCodeUnitWhere(describe("unsteady", PureRoomsTest::isUnsteady)))
            .as("pure rooms call nothing that depends on machine, run, locale or charset"),
        noClasses()
            .that(who)
            .should(
                ArchConditions.callCodeUnitWhere(
                    describe(
                        "functions of java.lang.Math on real numbers",
                        call ->
                            call.getTargetOwner().isEquivalentTo(Math.class)
                                && TRANSCENDENTAL.contains(call.getName()))))
            .as("pure rooms take real functions from StrictMath alone"));
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    Set<String> all = Set.of(names);
    return describe("named " + all, type -> all.contains(type.getName()));
  }

  private static boolean isUnsteady(JavaCall<?> call) {
    String owner = call.getTargetOwner().getName();
    String name = call.getName();
    List<String> parameters =
        call.getTarget().getRawParameterTypes().stream().map(JavaClass::getName).toList();
    if (owner.equals("java.lang.System")) {
      // A setting without which the library hides its Ed25519; it changes no answer.
      boolean setting =
          name.equals("setProperty")
              && call.getOriginOwner().getName().equals("polder.protocol.crypto.Corretto");
      return !name.equals("arraycopy") && !setting;
    }
    if (owner.equals("java.lang.String")) {
      boolean byDefault =
          switch (name) {
            case "toLowerCase", "toUpperCase", "getBytes" -> parameters.isEmpty();
            case "format" -> !parameters.getFirst().equals("java.util.Locale");
            // Bytes become text by a charset that is named.
            case "<init>" -> parameters.contains("[B") && !hasCharset(parameters);
            default -> false;
          };
      return byDefault || UNSTEADY.contains(owner + "." + name);
    }
    return UNSTEADY.contains(owner + "." + name);
  }

  private static boolean hasCharset(List<String> parameters) {
    return parameters.contains("java.nio.charset.Charset");
  }

  @Test
  void pureRoomsArePure() {
    assertThat(HouseClasses.ALL.that(HouseClasses.pure())).hasSizeGreaterThan(150);
    rules(HouseClasses.pure()).forEach(rule -> rule.check(HouseClasses.ALL));
  }

  /**
   * Real numbers stay in the kernels of map and wire, and where models are trained: parameters are
   * real, every sum there has a fixed order, and losses and updates leave it as integers. Weights
   * and money never see one.
   */
  @Test
  void realNumbersStayInTheirKernels() {
    DescribedPredicate<JavaClass> elsewhere =
        HouseClasses.pure()
            .and(
                JavaClass.Predicates.resideOutsideOfPackages(
                    "polder.protocol.geo..",
                    "polder.protocol.codec..",
                    "polder.protocol.senml..",
                    "polder.networks.learning.train.."))
            .and(DescribedPredicate.not(named("polder.protocol.json.EcmaNumber")));
    noFields()
        .that(describe("in a pure room", field -> elsewhere.test(field.getOwner())))
        .should(
            ArchConditions.<JavaField>have(
                describe("a real type", field -> isReal(field.getRawType()))))
        .check(HouseClasses.ALL);
    noCodeUnits()
        .that(describe("in a pure room", unit -> elsewhere.test(unit.getOwner())))
        .should(
            ArchConditions.<JavaCodeUnit>have(
                describe(
                    "real parameters or results",
                    unit ->
                        isReal(unit.getRawReturnType())
                            || unit.getRawParameterTypes().stream()
                                .anyMatch(PureRoomsTest::isReal))))
        .check(HouseClasses.ALL);
  }

  private static boolean isReal(JavaClass type) {
    return Set.of("double", "float", "java.lang.Double", "java.lang.Float")
        .contains(type.getBaseComponentType().getName());
  }

  /** A rule that nothing breaks might look at nothing: each one finds the class made for it. */
  @Test
  void everyRuleFindsWhatItForbids() {
    JavaClasses impure = new ClassFileImporter().importClasses(Impure.class);
    for (ArchRule rule : rules(DescribedPredicate.alwaysTrue())) {
      assertThatThrownBy(() -> rule.check(impure))
          .as(rule.getDescription())
          .isInstanceOf(AssertionError.class);
    }
  }

  /** Does all that a pure room must not do. */
  static final class Impure {
    private Impure() {}

    static String everything() {
      Set<String> set = new HashSet<>();
      set.add(Instant.now().toString());
      set.add(UUID.randomUUID().toString());
      set.add(Integer.toString(new Random(1).nextInt()));
      set.add(Thread.currentThread().getName());
      set.add(java.nio.file.Path.of("x").toString());
      return Long.toString(System.nanoTime()) + Math.sin(set.size()) + set;
    }
  }
}
