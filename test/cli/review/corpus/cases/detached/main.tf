# Nothing more.
