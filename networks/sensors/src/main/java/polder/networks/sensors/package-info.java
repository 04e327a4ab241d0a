/**
 * Networks of sensors. Receives signed reports of measured quantities, gives contributions: who
 * measured something valid, when it was needed, and what each check said of each reading. Compares
 * stations with their neighbours and never trusts one signal alone.
 */
@NullMarked
package polder.networks.sensors;

import org.jspecify.annotations.NullMarked;
