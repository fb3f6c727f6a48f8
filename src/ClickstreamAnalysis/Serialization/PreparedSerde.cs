namespace ClickstreamAnalysis.Serialization;

/// <summary>Prepares serdes, and reads with serdes that may not be ready.</summary>
internal static class PreparedSerde
{
    /// <summary>The longest wait where a partition cannot wait instead of the thread.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    /// <summary>Prepares a serde if it wants that.</summary>
    public static ValueTask PrepareAsync(object serde, SerdeUse use, CancellationToken cancellationToken) =>
        serde is IPreparedSerde prepared ? prepared.PrepareAsync(use, cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Reads a value. Waits for up to 30 seconds while the serde is not ready.</summary>
    public static T Deserialize<T>(ISerde<T> serde, ReadOnlySpan<byte> bytes, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return serde.Deserialize(bytes);
            }
            catch (SerdeNotReadyException error)
            {
                if (!error.Ready.Wait((int)s_longestWait.TotalMilliseconds, cancellationToken))
                {
                    throw new SerdeException("not-ready", $"The serde '{serde.Name}' has waited {s_longestWait.TotalSeconds:0} s for {error.Awaited}.", error);
                }
            }
        }
    }
}
