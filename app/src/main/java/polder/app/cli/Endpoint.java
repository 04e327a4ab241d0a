package polder.app.cli;

/**
 * Where a service of a lease is reached.
 *
 * @param service its name
 * @param port the port that its job names
 * @param hostPort the machine's port that leads there
 */
record Endpoint(String service, int port, int hostPort) {}
