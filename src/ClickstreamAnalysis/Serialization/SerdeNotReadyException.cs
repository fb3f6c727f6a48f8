namespace ClickstreamAnalysis;

/// <summary>
/// A serde cannot read the bytes yet, because it needs something that is being fetched. Thrown by <see cref="ISerde{T}.Deserialize"/>, which must not wait.
/// </summary>
/// <remarks>
/// The record is read again when <see cref="Ready"/> has completed; it is neither skipped nor sent to the dead-letter topic. At a source the partition
/// waits and all others go on. Reading a store or a topic outside of an application waits for it.
/// </remarks>
public sealed class SerdeNotReadyException : Exception
{
    private readonly Func<string> _awaited;

    /// <summary>Creates the exception.</summary>
    /// <param name="awaited">Returns what is waited for, without user data, for example <c>schema 17 from the registry</c>. Called from any thread.</param>
    /// <param name="ready">
    /// Completes when it is worth reading the bytes again, in success or for good in failure. The serde then reads them or throws a
    /// <see cref="SerdeException"/>.
    /// </param>
    public SerdeNotReadyException(Func<string> awaited, Task ready)
        : base("The serde cannot read the bytes yet.")
    {
        ArgumentNullException.ThrowIfNull(awaited);
        ArgumentNullException.ThrowIfNull(ready);
        (_awaited, Ready) = (awaited, ready);
    }

    /// <summary>What is waited for now.</summary>
    public string Awaited => _awaited();

    /// <summary>Completes when it is worth reading the bytes again.</summary>
    public Task Ready { get; }
}
