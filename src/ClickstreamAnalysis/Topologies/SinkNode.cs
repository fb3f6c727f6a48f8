using System.Buffers;
using ClickstreamAnalysis.Processing;

namespace ClickstreamAnalysis.Topologies;

/// <summary>The node that writes records to a topic.</summary>
/// <param name="name">The name of the node.</param>
/// <param name="topic">The topic.</param>
/// <param name="keySerde">Serializes keys.</param>
/// <param name="valueSerde">Serializes values.</param>
/// <param name="reader">The source that reads an internal topic; null for a topic of the user.</param>
internal sealed class SinkNode<TKey, TValue>(
    string name, OutputTopic topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, SourceNode? reader = null)
    : InputNode<TKey, TValue>(name), ISink
{
    public override string Kind => "sink";

    public OutputTopic Topic => topic;

    public (object Key, object Value) Serdes => (keySerde, valueSerde);

    public override bool SeesHeaders => reader?.SeesHeaders ?? true;

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) =>
        new Sink(assembly.CreateOutput(topic), assembly.CreateGuard(Name, topic), keySerde, valueSerde);

    private sealed class Sink(RecordOutput output, OutputGuard guard, ISerde<TKey> keySerde, ISerde<TValue> valueSerde) : Receiver<TKey, TValue>
    {
        private readonly ArrayBufferWriter<byte> _key = new(64);
        private readonly ArrayBufferWriter<byte> _value = new(512);

        public override void Process(in Record<TKey, TValue> record)
        {
            _key.ResetWrittenCount();
            _value.ResetWrittenCount();
            var hasKey = record.Key is not null;
            var hasValue = record.Value is not null;
            var headers = record.HeadersOrNull;
            output.WriteFrame(_value, hasValue, record.TimestampMs);
            var frameLength = _value.WrittenCount;
            try
            {
                if (hasKey)
                {
                    keySerde.Serialize(record.Key, _key);
                }

                if (hasValue)
                {
                    valueSerde.Serialize(record.Value, _value);
                }
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                guard.Reject(SerdeException.ReasonOf(error), _key.WrittenSpan, _value.WrittenSpan[frameLength..], headers, error);
                return;
            }

            if (_key.WrittenCount + _value.WrittenCount + (headers?.Bytes ?? 0) > guard.MaxRecordBytes)
            {
                guard.Reject(OutputGuard.TooLarge, _key.WrittenSpan, _value.WrittenSpan[frameLength..], headers, error: null);
                return;
            }

            output.Send(_key.WrittenSpan, hasKey, _value.WrittenSpan, hasValue, record.TimestampMs, headers);
        }
    }
}
