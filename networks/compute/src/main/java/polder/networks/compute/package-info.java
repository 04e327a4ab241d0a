/**
 * A market of computing: renters order, machines bid under seal, work, and are paid for what others
 * could verify. Receives what was said, gives leases, payments and reasons. Pure: the same inputs
 * give the same outputs on every machine.
 */
@NullMarked
package polder.networks.compute;

import org.jspecify.annotations.NullMarked;
