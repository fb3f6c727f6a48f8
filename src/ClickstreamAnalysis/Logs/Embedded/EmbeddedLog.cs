using ClickstreamAnalysis.Logs;
using ClickstreamAnalysis.Logs.Embedded;
using ClickstreamAnalysis.Logs.Embedded.Partitions;
using ClickstreamAnalysis.Logs.Embedded.Storage;
using ClickstreamAnalysis.Logs.Embedded.Upkeep;

namespace ClickstreamAnalysis;

/// <summary>A durable, transactional log in a local directory, used by one process at a time. Needs no broker.</summary>
/// <remarks>
/// Topics, records and committed offsets survive the end of the process, including a crash. Consumer groups distribute
/// partitions among the consumers of this instance. A transaction is held in memory until it commits, then written in one
/// atomic write. Thread-safe. Dispose consumers and producers before the log.
/// </remarks>
public sealed class EmbeddedLog : IRecordLog
{
    private readonly EmbeddedLogOptions _options;
    private readonly LogDatabase _database;
    private readonly GroupCoordinator _groups;
    private readonly PartitionStore _store;
    private bool _isDisposed;

    /// <summary>Opens the log in a directory. Creates the directory, accessible to its owner only, if it does not exist.</summary>
    /// <param name="directory">The directory. The log owns its files.</param>
    /// <param name="options">The storage options; null for the defaults.</param>
    /// <exception cref="ArgumentException">The directory is empty or begins with '~', or an option is out of its bounds.</exception>
    /// <exception cref="RecordLogException">
    /// Another process has the directory open, it cannot be read or written, or it has another format.
    /// </exception>
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

    /// <summary>The database, for tests that damage rows.</summary>
    internal LogDatabase Database => _database;

    /// <summary>The topics, for tests that look up the keys of rows.</summary>
    internal TopicCatalog Topics => _store.Topics;

    /// <summary>The background work, for tests that run it directly.</summary>
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

    /// <summary>Closes the log. Wakes waiting consumers; every later call fails.</summary>
    /// <returns>A completed task.</returns>
    public ValueTask DisposeAsync()
    {
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            // Before the store takes its lock: Upkeep.Dispose waits for a running pass, which may be waiting for that lock.
            Upkeep.Dispose();
            _store.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
