package polder.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;
import org.testng.xml.XmlClass;
import org.testng.xml.XmlSuite;
import org.testng.xml.XmlTest;

/** Runs a class of the OGC's suite for SensorThings, which is made of TestNG tests. */
final class Suite {
  /** What a suite said: names of its tests, and why those failed that did. */
  record Result(List<String> passed, Map<String, String> failed, List<String> skipped) {}

  private Suite() {}

  /**
   * Runs all tests of {@code type}.
   *
   * @param service the address of the service
   * @param level the conformance level that is asked for
   */
  static Result run(String service, int level, Class<?> type) {
    XmlSuite suite = new XmlSuite();
    suite.setName("ets-sta10");
    suite.setConfigFailurePolicy(XmlSuite.FailurePolicy.CONTINUE);
    Map<String, String> parameters = new HashMap<>();
    parameters.put("iut", service);
    parameters.put("ics", Integer.toString(level));
    suite.setParameters(parameters);
    suite.addListener("org.opengis.cite.sta10.SuiteFixtureListener");
    XmlTest test = new XmlTest(suite);
    test.setName(type.getSimpleName());
    test.setXmlClasses(new ArrayList<>(List.of(new XmlClass(type))));
    TestNG runner = new TestNG(false);
    runner.setXmlSuites(new ArrayList<>(List.of(suite)));
    runner.setVerbose(0);
    runner.setOutputDirectory("target/test-output");
    TestListenerAdapter listener = new TestListenerAdapter();
    runner.addListener(listener);
    runner.run();
    Map<String, String> failed = new HashMap<>();
    for (ITestResult result : listener.getFailedTests()) {
      failed.put(result.getName(), String.valueOf(result.getThrowable()));
    }
    for (ITestResult result : listener.getConfigurationFailures()) {
      // It takes away in the end what it created, where nothing can be taken away.
      if (result.getName().equals("deleteEverythings")) {
        continue;
      }
      failed.put(result.getName(), String.valueOf(result.getThrowable()));
    }
    return new Result(names(listener.getPassedTests()), failed, names(listener.getSkippedTests()));
  }

  private static List<String> names(List<ITestResult> results) {
    return results.stream().map(ITestResult::getName).sorted().toList();
  }
}
