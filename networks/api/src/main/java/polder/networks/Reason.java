package polder.networks;

/**
 * What a reason code means, for the people whose devices earned less.
 *
 * @param meaning what is the case, one sentence without a full stop
 * @param remedy what its owner can do, an instruction without a full stop; empty if nothing
 */
public record Reason(String meaning, String remedy) {}
