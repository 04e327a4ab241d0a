/**
 * A small trainer whose result anyone can repeat bit for bit. Receives an architecture, parameters,
 * a data set and a recipe; gives new parameters, their loss in whole billionths, and updates as
 * integers that are hashed and added exactly.
 *
 * <p>Why every machine gives the same bits: Java's {@code float} and {@code double} arithmetic is
 * that of IEEE 754 without extra precision (JLS 15.4), nothing is contracted into fused operations,
 * every sum has its order written into the source, and functions beyond {@code + - * /} and square
 * root come from {@code StrictMath} or from {@link polder.networks.learning.train.Tanh}, which is
 * made of the former. Inner loops run over outputs that do not depend on each other, so a compiler
 * may compute sixteen of them at once, or one, and changes no bit. Order is the data set's or drawn
 * from a seed. Real numbers stay in this package: what leaves it for the rules is integers.
 */
@NullMarked
package polder.networks.learning.train;

import org.jspecify.annotations.NullMarked;
