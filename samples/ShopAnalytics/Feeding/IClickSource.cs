namespace ShopAnalytics.Feeding;

/// <summary>A source of clicks. Not thread-safe.</summary>
internal interface IClickSource : IDisposable
{
    /// <summary>Identifies the source within the application: progress is stored under this name.</summary>
    string Name { get; }

    /// <summary>Identifies the input itself. Progress of another input with the same name must not be used.</summary>
    string Fingerprint { get; }

    /// <summary>Continues behind the progress in the log. Called once, before the first read, even without progress.</summary>
    /// <param name="progress">The committed progress; null for none.</param>
    void Resume(FeedProgress? progress);

    /// <summary>Reads the next record.</summary>
    /// <param name="record">Receives the record.</param>
    /// <returns>False at the end of the source.</returns>
    bool TryRead(FeedRecord record);
}
