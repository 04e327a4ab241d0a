package polder.adapters.sdl;

/**
 * A service in one placement.
 *
 * @param field where the deployment says so
 * @param count how many instances
 */
record Deployed(
    Field field,
    ServiceReader.Described service,
    ComputeReader.Compute compute,
    PlacementReader.Placement placement,
    PlacementReader.Price price,
    int count) {}
