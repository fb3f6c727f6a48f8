using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Embedded;
using ClickstreamAnalysis.Logs.Embedded.Partitions;
using ClickstreamAnalysis.Logs.Embedded.Storage;
using ClickstreamAnalysis.Logs.Embedded.Upkeep;

namespace ClickstreamAnalysis;

/// <summary>A log in a directory of this machine, for one process: durable and transactional, with nothing to install.</summary>
/// <remarks>
/// Topics, records and committed offsets survive the process, however it ends. Consumer groups share partitions among the
/// consumers of this object. A transaction is kept in memory until it commits, then written as one. Thread-safe; dispose
/// consumers and producers first.
/// </remarks>
public sealed class EmbeddedLog : IRecordLog
{
    private readonly EmbeddedLogOptions _options;
    private readonly LogDatabase _database;
    private readonly GroupCoordinator _groups;
    private readonly PartitionStore _store;
    private bool _isDisposed;

    /// <summary>Opens the log in a directory, which is created for the owner alone if it does not exist.</summary>
    /// <param name="directory">The directory; its files belong to the log.</param>
    /// <param name="options">How it stores; null for the defaults.</param>
    /// <exception cref="ArgumentException">The directory is empty or begins with '~', or an option is out of its bounds.</exception>
    /// <exception cref="RecordLogException">Another process has it open, it cannot be read or written, or it is of another format.</exception>
    public EmbeddedLog(string directory, EmbeddedLogOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        if (directory[0] == '~')
        {
            throw new ArgumentException(
                "The directory begins with '~', which only a shell replaces by the home directory. Give the whole path, or begin with './~' for a directory of that name.",
                nameof(directory));
        }

        _options = options ?? new EmbeddedLogOptions();
        _options.Validate();
        _database = new LogDatabase(Path.GetFullPath(directory), _options);
        try
        {
            var topics = new TopicCatalog(_database);
            _groups = new GroupCoordinator(topic => topics.Find(topic)?.Specification.Partitions ?? 0, _options.TimeProvider);
            _store = new PartitionStore(_database, topics, _groups, _options.TimeProvider);
        }
        catch
        {
            _database.Dispose();
            throw;
        }

        Admin = new EmbeddedLogAdmin(_store, _options);
        Upkeep = new LogUpkeep(_store, _database, _options);
    }

    /// <inheritdoc/>
    public string Description => _database.Description;

    /// <inheritdoc/>
    public ILogAdmin Admin { get; }

    /// <summary>The rows, for tests that damage them.</summary>
    internal LogDatabase Database => _database;

    /// <summary>The topics, for tests that look up where their rows are.</summary>
    internal TopicCatalog Topics => _store.Topics;

    /// <summary>The background work, for tests that run it at once.</summary>
    internal LogUpkeep Upkeep { get; }

    /// <inheritdoc/>
    public ILogConsumer CreateConsumer(LogConsumerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPollRecords, 1);
        return new EmbeddedConsumer(_database, _store, _groups, options);
    }

    /// <inheritdoc/>
    /// <exception cref="RecordLogFullException">The disk is full.</exception>
    public ILogProducer CreateProducer(LogProducerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _store.EnsureWritable();
        return new EmbeddedProducer(_database, _store, _options, options);
    }

    /// <summary>Closes the log. Waiting consumers are woken; using it further fails.</summary>
    /// <returns>A finished task.</returns>
    public ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            // Before the store takes its lock: the upkeep that this waits for may be waiting for it.
            Upkeep.Dispose();
            _store.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
