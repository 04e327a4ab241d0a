package polder.networks;

import polder.protocol.Hash;

/**
 * A message on its way to its groups.
 *
 * @param message the message's identity
 * @param sequence its place among its sender's messages
 * @param sender what the registry knows of its sender
 * @param evidence what the kind understood of it
 * @param <E> what the kind understands of a message
 */
public record Judged<E>(Hash message, long sequence, SenderRecord sender, E evidence) {}
