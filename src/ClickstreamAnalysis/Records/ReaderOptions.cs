namespace ClickstreamAnalysis;

/// <summary>What a <see cref="RecordReader{TKey, TValue}"/> reads.</summary>
public sealed record ReaderOptions
{
    /// <summary>Where reading starts. Default <see cref="ReadFrom.Start"/>.</summary>
    public ReadFrom From { get; init; } = ReadFrom.Start;

    /// <summary>Where reading ends. Default <see cref="ReadUntil.PresentEnd"/>; with <see cref="ReadFrom.Now"/> it must be <see cref="ReadUntil.Forever"/>.</summary>
    public ReadUntil Until { get; init; } = ReadUntil.PresentEnd;

    /// <summary>Whether records of open and aborted transactions are read too. Default <see cref="IsolationLevel.ReadCommitted"/>: they are not.</summary>
    public IsolationLevel Isolation { get; init; } = IsolationLevel.ReadCommitted;

    /// <summary>
    /// Whether records that a serde refuses are skipped. Default false: the enumeration ends with a <see cref="RecordLogException"/>.
    /// </summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>Name of the reader in logs and on the broker. Default <c>clickstream-reader</c>.</summary>
    public string ClientId { get; init; } = "clickstream-reader";

    /// <summary>How long the log may take to find the topic and its offsets before the enumeration fails. Default 30 s; above zero.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock of <see cref="Timeout"/>. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentException.ThrowIfNullOrEmpty(ClientId);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        if (From == ReadFrom.Now && Until == ReadUntil.PresentEnd)
        {
            throw new ArgumentException(
                $"{nameof(From)} = {nameof(ReadFrom.Now)} with {nameof(Until)} = {nameof(ReadUntil.PresentEnd)} reads nothing. Set {nameof(Until)} = {nameof(ReadUntil.Forever)}.");
        }
    }
}
