using System.Buffers;
using ClickstreamAnalysis.Processors;
using ClickstreamAnalysis.Serialization;

namespace ClickstreamAnalysis.Topologies;

/// <summary>Writes records to a topic.</summary>
internal sealed class SinkNode<TKey, TValue>(string name, OutputTopic topic, ISerde<TKey> keySerde, ISerde<TValue> valueSerde)
    : InputNode<TKey, TValue>(name), ISink
{
    public override string Kind => "sink";

    public OutputTopic Topic => topic;

    protected override Receiver<TKey, TValue> CreateReceiver(TaskAssembly assembly) =>
        new Sink(assembly.CreateOutput(topic), keySerde, valueSerde, assembly.SiteOf(Name));

    private sealed class Sink(RecordOutput output, ISerde<TKey> keySerde, ISerde<TValue> valueSerde, OperatorSite site) : Receiver<TKey, TValue>
    {
        private readonly ArrayBufferWriter<byte> _key = new(64);
        private readonly ArrayBufferWriter<byte> _value = new(512);

        public override void Process(in Record<TKey, TValue> record)
        {
            _key.ResetWrittenCount();
            _value.ResetWrittenCount();
            var hasKey = record.Key is not null;
            var hasValue = record.Value is not null;
            output.WriteFrame(_value, hasValue, record.TimestampMs);
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
            catch (Exception error) when (site.Threw(error))
            {
                throw;
            }

            output.Send(_key.WrittenSpan, hasKey, _value.WrittenSpan, hasValue, record.TimestampMs);
        }
    }
}
