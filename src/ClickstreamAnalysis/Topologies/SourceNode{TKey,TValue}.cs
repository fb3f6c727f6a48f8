using ClickstreamAnalysis.Processors;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Topologies;

/// <summary>Reads a topic.</summary>
internal sealed class SourceNode<TKey, TValue> : SourceNode
{
    private readonly Consumed<TKey, TValue> _consumed;

    public SourceNode(string name, string topic, bool isInternal, Consumed<TKey, TValue> consumed)
        : base(name, topic, isInternal)
    {
        _consumed = consumed;
        Output = AddPort<TKey, TValue>();
    }

    public OutputPort<TKey, TValue> Output { get; }

    public override SourceReceiver Create(TaskAssembly assembly, TaskClock clock) =>
        new Reader(Output.Connect(assembly), clock, _consumed);

    private sealed class Reader(Receiver<TKey, TValue> next, TaskClock clock, Consumed<TKey, TValue> consumed) : SourceReceiver
    {
        private readonly ISerde<TKey> _keySerde = consumed.KeySerde;
        private readonly ISerde<TValue> _valueSerde = consumed.ValueSerde;
        private readonly Func<TValue, long>? _timestampOf = consumed.TimestampMsOf;

        public override SourceOutcome Deliver(in SourceRecord record, long latestTimestampMs)
        {
            TKey key;
            TValue value;
            long timestampMs;
            try
            {
                if (!TryRead(in record, out key, out value))
                {
                    Error = null;
                    return SourceOutcome.Poison;
                }

                timestampMs = _timestampOf is null || !record.HasValue ? record.TimestampMs : _timestampOf(value);
            }
            catch (Exception error)
            {
                Reason = error is SerdeException serde ? serde.Reason : "deserialization";
                Error = error;
                return SourceOutcome.Poison;
            }

            if (timestampMs < 0 || timestampMs > latestTimestampMs)
            {
                Reason = timestampMs < 0 ? "negative-time" : "future-time";
                Error = null;
                return SourceOutcome.Guarded;
            }

            clock.Advance(timestampMs);
            try
            {
                next.Process(new Record<TKey, TValue>(key, value, timestampMs));
                return SourceOutcome.Accepted;
            }
            catch (Exception error)
            {
                Reason = "processing";
                Error = error;
                return SourceOutcome.Failed;
            }
        }

        public override bool TryPeekTimestamp(in SourceRecord record, out long timestampMs)
        {
            timestampMs = record.TimestampMs;
            if (_timestampOf is null)
            {
                return true;
            }

            try
            {
                if (!record.HasValue)
                {
                    return false;
                }

                timestampMs = _timestampOf(_valueSerde.Deserialize(record.Value));
                return true;
            }
            catch (Exception)
            {
                // The same bytes are met again by Deliver, which records the reason.
                return false;
            }
        }

        private bool TryRead(in SourceRecord record, out TKey key, out TValue value)
        {
            key = default!;
            value = default!;
            if (!record.HasKey && !consumed.AllowsNullKey)
            {
                Reason = "null-key";
                return false;
            }

            if (!record.HasValue && !consumed.AllowsNullValue)
            {
                Reason = "null-value";
                return false;
            }

            if (record.HasKey)
            {
                key = _keySerde.Deserialize(record.Key);
            }

            if (record.HasValue)
            {
                value = _valueSerde.Deserialize(record.Value);
            }

            return true;
        }
    }
}
