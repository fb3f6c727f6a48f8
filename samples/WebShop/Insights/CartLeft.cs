namespace WebShop.Insights;

/// <summary>A visitor who filled a cart, and bought nothing.</summary>
/// <param name="User">The visitor.</param>
/// <param name="LastClick">When the visitor left.</param>
internal sealed record CartLeft(string User, DateTimeOffset LastClick);
