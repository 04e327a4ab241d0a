/** Tests against a real anvil; where the machine has none they are skipped and say so. */
@NullMarked
package polder.adapters.evm;

import org.jspecify.annotations.NullMarked;
