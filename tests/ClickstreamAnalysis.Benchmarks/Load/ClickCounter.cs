namespace ClickstreamAnalysis.Benchmarks.Load;

/// <summary>Counts the clicks of each user, for ever.</summary>
internal sealed class ClickCounter(string store) : IProcessor<string, ClickEvent, string, long>
{
    private IKeyValueStore<string, long>? _counts;
    private IProcessorContext<string, long>? _context;

    public void Initialize(IProcessorContext<string, long> context)
    {
        _context = context;
        _counts = context.GetStore<IKeyValueStore<string, long>>(store);
    }

    public void Process(in Record<string, ClickEvent> record)
    {
        _counts!.TryGet(record.Key, out var count);
        _counts.Put(record.Key, count + 1);
        _context!.Forward(new Record<string, long>(record.Key, count + 1, record.TimestampMs));
    }
}
