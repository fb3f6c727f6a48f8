using ClickstreamAnalysis;

namespace ShopAnalytics.Hosting;

/// <summary>Counts records by a name: a processor with a store and both kinds of punctuation.</summary>
/// <remarks>
/// Each task counts on its own and forwards only the changed counts, twice a second, so that no record needs to be repartitioned by
/// name. A reader adds up the counts of all tasks, so the task is part of the forwarded key.
/// </remarks>
/// <typeparam name="TValue">Type of the records' values.</typeparam>
/// <param name="store">The store, created by <see cref="Store"/>.</param>
/// <param name="nameOf">Returns the name that a record counts for; null for none.</param>
/// <param name="streamInterval">The interval of reports in stream time.</param>
internal sealed class Tally<TValue>(StoreBuilder store, Func<TValue, string?> nameOf, TimeSpan streamInterval)
    : Processor<string, TValue, TallyKey, long>
{
    private static readonly TimeSpan s_wallInterval = TimeSpan.FromMilliseconds(500);

    private readonly HashSet<string> _changed = [];
    private IKeyValueStore<string, long> _counts = null!;

    /// <summary>Describes the store of a tally.</summary>
    public static StoreBuilder Store(string name) => Stores.KeyValue(name, Serdes.Utf8, Serdes.Int64);

    protected override void Initialize()
    {
        _counts = Context.GetStore<IKeyValueStore<string, long>>(store.Name);

        // Changes before a crash may not have been reported, so every count is reported once more.
        _changed.UnionWith(_counts.All().Select(count => count.Key));

        // Wall-clock time for the live view, and stream time because it also advances when a drain closes the last windows.
        Context.Schedule(s_wallInterval, PunctuationType.WallClockTime, Report);
        Context.Schedule(streamInterval, PunctuationType.StreamTime, Report);
    }

    public override void Process(in Record<string, TValue> record)
    {
        if (nameOf(record.Value) is { } name)
        {
            _counts.TryGet(name, out var count);
            _counts.Put(name, count + 1);
            _changed.Add(name);
        }
    }

    private void Report(long nowMs)
    {
        foreach (var name in _changed)
        {
            _counts.TryGet(name, out var count);
            Context.Forward(new Record<TallyKey, long>(new TallyKey(store.Name, Context.TaskId, name), count, Math.Max(0, Context.StreamTimeMs)));
        }

        _changed.Clear();
    }
}
