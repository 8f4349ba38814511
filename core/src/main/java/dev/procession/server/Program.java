package dev.procession.server;

/**
 * What the processes of one generation are to do, and how.
 *
 * @param service the user's code
 * @param config the settings it came with
 */
record Program(Service service, ServerConfig config) {
  ServerSettings settings() {
    return config.settings();
  }
}
