using ClickstreamAnalysis;

namespace ShopAnalytics.Feeding;

/// <summary>Passes on the clicks of another source in another format. What is not a click stays as it is.</summary>
internal sealed class EncodedSource(IClickSource source, ISerde<ClickEvent> serde) : IClickSource
{
    public string Name => source.Name;

    public string Fingerprint => source.Fingerprint;

    public void Dispose() => source.Dispose();

    public void Resume(FeedProgress? progress) => source.Resume(progress);

    public bool TryRead(FeedRecord record)
    {
        if (!source.TryRead(record))
        {
            return false;
        }

        try
        {
            var click = ClickEvent.Serde.Deserialize(record.Value.WrittenSpan);
            record.Value.ResetWrittenCount();
            serde.Serialize(in click, record.Value);
        }
        catch (SerdeException)
        {
            // The application that reads the log finds the mistake and counts it.
        }

        return true;
    }
}
