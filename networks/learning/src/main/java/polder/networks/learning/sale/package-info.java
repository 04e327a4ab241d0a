/**
 * Customers' tabs: money that is put aside for a model's predictions, signed requests → royalties
 * for who trained the model and for the devices whose readings taught it.
 */
@NullMarked
package polder.networks.learning.sale;

import org.jspecify.annotations.NullMarked;
