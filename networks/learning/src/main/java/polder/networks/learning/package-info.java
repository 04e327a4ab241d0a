/**
 * Training of shared models: participants train on what they hold, what each update improved is
 * measured so that anyone can measure it again, and that is what is paid. Receives what was said
 * and the updates it names, gives models, scores, payments and reasons. Pure: the same inputs give
 * the same outputs on every machine.
 */
@NullMarked
package polder.networks.learning;

import org.jspecify.annotations.NullMarked;
