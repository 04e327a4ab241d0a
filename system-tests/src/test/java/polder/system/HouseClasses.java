package polder.system;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** All classes of the house, without its tests. */
final class HouseClasses {
  /** Read once; rules only look at them. */
  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // What one room's tests lend to others comes as a jar.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("polder");

  private HouseClasses() {}

  /** Whether a class gives the same outputs for the same inputs on every machine. */
  static DescribedPredicate<JavaClass> pure() {
    return JavaClass.Predicates.resideInAnyPackage(
        "polder.protocol..", "polder.networks..", "polder.epoch..");
  }
}
