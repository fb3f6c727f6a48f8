using ClickstreamAnalysis.Logs;

namespace ClickstreamAnalysis;

/// <summary>Typed writing and reading of a log.</summary>
public static class RecordLogClients
{
    /// <summary>Creates a writer of one topic. Nothing is contacted before the first write, so the topic may be created later.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="log">The log.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="keySerde">Writes keys.</param>
    /// <param name="valueSerde">Writes values.</param>
    /// <param name="options">Limits, timeouts and the transactional id; null for the defaults.</param>
    /// <returns>A writer, to be disposed.</returns>
    /// <exception cref="ArgumentException">An argument is not valid.</exception>
    /// <example>
    /// <code>
    /// await using var writer = log.CreateWriter("clicks", Serdes.Utf8, ClickEvent.Serde);
    /// await writer.WriteAsync("ann", click);
    /// </code>
    /// </example>
    public static RecordWriter<TKey, TValue> CreateWriter<TKey, TValue>(
        this IRecordLog log, string topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, WriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        TopicName.ThrowIfInvalid(topic);
        ArgumentNullException.ThrowIfNull(keySerde);
        ArgumentNullException.ThrowIfNull(valueSerde);
        options ??= new WriterOptions();
        options.Validate();
        return new RecordWriter<TKey, TValue>(log, topic, keySerde, valueSerde, options);
    }

    /// <summary>Creates a reader of one topic. Each enumeration of the result starts to read again.</summary>
    /// <typeparam name="TKey">Type of the keys.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="log">The log.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="keySerde">Reads keys.</param>
    /// <param name="valueSerde">Reads values.</param>
    /// <param name="options">Where reading starts and ends; null for everything that is committed when the enumeration starts.</param>
    /// <returns>The records: in order within a partition.</returns>
    /// <exception cref="ArgumentException">An argument is not valid, or <paramref name="options"/> ask for nothing.</exception>
    /// <example>
    /// <code>
    /// await foreach (var record in log.CreateReader("sessions", Serdes.Utf8, ClickSessions.Serde))
    ///     Console.WriteLine($"{record.Key}: {record.Value}");
    /// </code>
    /// </example>
    public static RecordReader<TKey, TValue> CreateReader<TKey, TValue>(
        this IRecordLog log, string topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, ReaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        TopicName.ThrowIfInvalid(topic);
        ArgumentNullException.ThrowIfNull(keySerde);
        ArgumentNullException.ThrowIfNull(valueSerde);
        options ??= new ReaderOptions();
        options.Validate();
        return new RecordReader<TKey, TValue>(log, topic, keySerde, valueSerde, options);
    }
}
