namespace ShopAnalytics.Feeding;

/// <summary>Where clicks come from. Belongs to one thread.</summary>
internal interface IClickSource : IDisposable
{
    /// <summary>Names the source among those of the same application: progress is kept under this name.</summary>
    string Name { get; }

    /// <summary>Tells another input under the same name from this one: its progress must not be used.</summary>
    string Fingerprint { get; }

    /// <summary>Goes on after what is in the log. Called once, before the first read, also when nothing is in the log.</summary>
    /// <param name="progress">What is in the log; null for nothing.</param>
    void Resume(FeedProgress? progress);

    /// <summary>Reads the next record.</summary>
    /// <param name="record">Gets the record.</param>
    /// <returns>False at the end.</returns>
    bool TryRead(FeedRecord record);
}
