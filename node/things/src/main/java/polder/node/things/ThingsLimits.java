package polder.node.things;

/**
 * What one question may cost.
 *
 * @param usualPage entities of a collection where nothing else is asked for
 * @param mostPage most entities of a collection
 * @param mostEntities most entities of one answer, with all that is expanded
 * @param mostSkip most entities that may be left out
 * @param mostDepth how deep expressions and what is expanded may be nested
 * @param timeMillis for how long the store works on one question
 * @param exportMillis for how long an export may take
 * @param exports most exports at once
 */
public record ThingsLimits(
    int usualPage,
    int mostPage,
    int mostEntities,
    long mostSkip,
    int mostDepth,
    long timeMillis,
    long exportMillis,
    int exports) {
  /** Pages of 100 to 1,000, 10,000 entities, 1,000,000 left out, 10 s; two exports of 10 min. */
  public static final ThingsLimits USUAL =
      new ThingsLimits(100, 1_000, 10_000, 1_000_000, 20, 10_000, 600_000, 2);
}
