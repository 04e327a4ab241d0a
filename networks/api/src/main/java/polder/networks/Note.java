package polder.networks;

import polder.protocol.Bytes;

/**
 * What one group tells another, read one epoch later.
 *
 * @param from who wrote it; the core sets it
 * @param to who reads it
 * @param content only the kind understands it
 */
public record Note(GroupKey from, GroupKey to, Bytes content) {}
