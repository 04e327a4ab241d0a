package polder.ports.work;

import polder.networks.compute.job.Service;

/**
 * Where the world reaches a service.
 *
 * @param service its name
 * @param exposed what it exposes there
 * @param hostPort the machine's port that is forwarded to it, the same for as long as the lease
 *     lasts and exposes it
 */
public record Endpoint(String service, Service.Exposed exposed, int hostPort) {}
