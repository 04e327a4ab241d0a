package polder.app.cli;

import picocli.CommandLine.IVersionProvider;

/** Which Polder this is. */
final class Version implements IVersionProvider {

  /** One line: the name and the version, or that it runs from unpacked classes. */
  static String line() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "polder " + (version == null ? "development" : version);
  }

  @Override
  public String[] getVersion() {
    return new String[] {line()};
  }
}
