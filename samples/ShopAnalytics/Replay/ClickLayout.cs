namespace ShopAnalytics.Replay;

/// <summary>The columns of a file, found by the names in its first line. -1 for a column that the file does not have.</summary>
internal sealed record ClickLayout
{
    public required int User { get; init; }

    public required int Time { get; init; }

    /// <summary>-1 in a file with page views only.</summary>
    public required int Event { get; init; }

    /// <summary>-1 in a file with products instead of pages.</summary>
    public required int Url { get; init; }

    public required int Product { get; init; }

    public required int Category { get; init; }

    public required int Brand { get; init; }

    public required int Price { get; init; }

    public required int Session { get; init; }

    /// <exception cref="ReplayException">The names belong to neither layout.</exception>
    public static ClickLayout Of(List<string> names)
    {
        if (names.Count == 0)
        {
            throw new ReplayException("it has no first line with the names of the columns.");
        }

        int Column(string name) => names.FindIndex(n => n.Trim().Equals(name, StringComparison.OrdinalIgnoreCase));

        var shop = Column("event_time") >= 0 && Column("event_type") >= 0 && Column("user_id") >= 0;
        var pages = Column("uuid") >= 0 && Column("timestamp") >= 0 && Column("url") >= 0;
        if (!shop && !pages)
        {
            throw new ReplayException(
                "the first line must name the columns, either event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session "
                + "or uuid,timestamp,url; it names neither event_time, event_type and user_id nor uuid, timestamp and url.");
        }

        return new ClickLayout
        {
            User = Column(shop ? "user_id" : "uuid"),
            Time = Column(shop ? "event_time" : "timestamp"),
            Event = shop ? Column("event_type") : -1,
            Url = shop ? -1 : Column("url"),
            Product = shop ? Column("product_id") : -1,
            Category = shop ? Column("category_code") : -1,
            Brand = shop ? Column("brand") : -1,
            Price = shop ? Column("price") : -1,
            Session = shop ? Column("user_session") : -1,
        };
    }
}
