/**
 * First lines of the reports, in Apple's words. SALES and the two finance reports follow the columns that public
 * clients read (November 2026); those of the subscription reports were not compared with a downloaded file, of the
 * offer-code, win-back and install reports only the meaning is certain. Read reports by column name.
 */

export const salesColumns = list(
  'Provider, Provider Country, SKU, Developer, Title, Version, Product Type Identifier, Units, ' +
    'Developer Proceeds, Begin Date, End Date, Customer Currency, Country Code, ' +
    'Currency of Proceeds, Apple Identifier, Customer Price, Promo Code, Parent Identifier, ' +
    'Subscription, Period, Category, CMB, Device, Supported Platforms, Proceeds Reason, ' +
    'Preserved Pricing, Client, Order Type',
);

export const subscriptionColumns = list(
  'App Name, App Apple ID, Subscription Name, Subscription Apple ID, Subscription Group ID, ' +
    'Standard Subscription Duration, Subscription Offer Name, Promotional Offer ID, ' +
    'Customer Price, Customer Currency, Developer Proceeds, Proceeds Currency, Preserved Pricing, ' +
    'Proceeds Reason, Client, Device, State, Country, Active Standard Price Subscriptions, ' +
    'Active Free Trial Introductory Offer Subscriptions, ' +
    'Active Pay Up Front Introductory Offer Subscriptions, ' +
    'Active Pay As You Go Introductory Offer Subscriptions, ' +
    'Free Trial Promotional Offer Subscriptions, Pay Up Front Promotional Offer Subscriptions, ' +
    'Pay As You Go Promotional Offer Subscriptions, Free Trial Offer Code Subscriptions, ' +
    'Pay Up Front Offer Code Subscriptions, Pay As You Go Offer Code Subscriptions, ' +
    'Marketing Opt-Ins, Billing Retry, Grace Period, Subscribers',
);

export const eventColumns = list(
  'Event Date, Event, App Name, App Apple ID, Subscription Name, Subscription Apple ID, ' +
    'Subscription Group ID, Standard Subscription Duration, Subscription Offer Type, ' +
    'Subscription Offer Duration, Marketing Opt-In, Marketing Opt-In Duration, Preserved Pricing, ' +
    'Proceeds Reason, Promotional Offer Name, Promotional Offer ID, Consecutive Paid Periods, ' +
    'Original Start Date, Device, Client, State, Country, Previous Subscription Name, ' +
    'Previous Subscription Apple ID, Days Before Canceling, Cancellation Reason, Days Canceled, ' +
    'Quantity',
);

export const subscriberColumns = list(
  'Event Date, App Name, App Apple ID, Subscription Name, Subscription Apple ID, ' +
    'Subscription Group ID, Standard Subscription Duration, Subscription Offer Name, ' +
    'Promotional Offer ID, Subscription Offer Type, Subscription Offer Duration, ' +
    'Marketing Opt-In Duration, Customer Price, Customer Currency, Developer Proceeds, ' +
    'Proceeds Currency, Preserved Pricing, Proceeds Reason, Client, Device, Country, ' +
    'Subscriber ID, Subscriber ID Reset, Refund, Purchase Date, Units',
);

export const redemptionColumns = list(
  'Date, App Name, App Apple ID, Subscription Name, Subscription Apple ID, Offer Reference Name, ' +
    'Offer Code, Country, Redemptions',
);

export const winBackColumns = list(
  'Date, App Name, App Apple ID, Subscription Name, Subscription Apple ID, Offer Reference Name, ' +
    'Offer ID, Country, Eligible Subscribers',
);

export const installColumns = list('App Name, App Apple ID, Begin Date, End Date, Group, Installs');

export const financeColumns = list(
  'Start Date, End Date, UPC, ISRC/ISBN, Vendor Identifier, Quantity, Partner Share, ' +
    'Extended Partner Share, Partner Share Currency, Sales or Return, Apple Identifier, ' +
    'Artist/Show/Developer/Author, Title, Label/Studio/Network/Developer/Publisher, Grid, ' +
    'Product Type Identifier, ISAN/Other Identifier, Country Of Sale, Pre-order Flag, Promo Code, ' +
    'Customer Price, Customer Currency',
);

export const detailColumns = list(
  'Transaction Date, Settlement Date, Apple Identifier, SKU, Title, Developer Name, ' +
    'Product Type Identifier, Country of Sale, Quantity, Partner Share, Extended Partner Share, ' +
    'Partner Share Currency, Customer Price, Customer Currency, Sale or Return, Promo Code, ' +
    'Order Type, Region',
);

function list(names: string): readonly string[] {
  return names.split(', ');
}
