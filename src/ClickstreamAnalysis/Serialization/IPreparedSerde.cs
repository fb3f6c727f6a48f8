namespace ClickstreamAnalysis;

/// <summary>A serde that prepares before the first record, for example by fetching and registering schemas.</summary>
/// <remarks>
/// An application prepares the serdes of its sources, sinks and stores when it starts, and fails to start when one cannot prepare. Readers and writers of
/// topics prepare theirs before the first record. A serde that wraps others implements this interface and passes the call on.
/// </remarks>
public interface IPreparedSerde
{
    /// <summary>Prepares for one use. Called once for each use, and again when an application starts again. Must be thread-safe.</summary>
    /// <param name="use">The topic, and whether keys or values of it are read or written.</param>
    /// <param name="cancellationToken">Cancels the preparation.</param>
    /// <returns>A task that completes when the serde can be used.</returns>
    /// <exception cref="Exception">The serde cannot be used. The message says what to do, and has no secrets.</exception>
    ValueTask PrepareAsync(SerdeUse use, CancellationToken cancellationToken);
}
