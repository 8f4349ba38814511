package dev.procession.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code procession --version} prints. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {
      "procession " + (version == null ? "(not packaged)" : version),
      "Java " + Runtime.version() + ", " + System.getProperty("java.home")
    };
  }
}
